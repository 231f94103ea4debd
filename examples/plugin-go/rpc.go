package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
)

// The longest body that is read.
const maxBody = 32 << 20

// A method gets its params as they were written and returns a result, which must become a JSON object.
type method func(params json.RawMessage) (interface{}, error)

// RawMessage keeps the id as it was written: clients send integers of 63 bits.
type request struct {
	Version string          `json:"jsonrpc"`
	Method  string          `json:"method"`
	Params  json.RawMessage `json:"params"`
	ID      json.RawMessage `json:"id"`
}

type success struct {
	Version string          `json:"jsonrpc"`
	Result  interface{}     `json:"result"`
	ID      json.RawMessage `json:"id"`
}

type failure struct {
	Version string          `json:"jsonrpc"`
	Error   rpcError        `json:"error"`
	ID      json.RawMessage `json:"id"`
}

type rpcError struct {
	Code    int         `json:"code"`
	Message string      `json:"message"`
	Data    interface{} `json:"data"`
}

// Codes of JSON-RPC.
const (
	badRequest    = -32600
	serverFailure = -32000
)

// rpcHandler speaks HTTP as InfraKit does: calls are answered with status 200, also those that fail.
func rpcHandler(methods map[string]method) http.Handler {
	return http.HandlerFunc(func(writer http.ResponseWriter, got *http.Request) {
		if got.URL.Path != "/" {
			http.NotFound(writer, got)
			return
		}
		if got.Method != http.MethodPost {
			fail(writer, http.StatusMethodNotAllowed, "rpc: POST method required, received "+got.Method)
			return
		}
		if contentType := got.Header.Get("Content-Type"); !isJSON(contentType) {
			fail(writer, http.StatusUnsupportedMediaType, "rpc: unrecognized Content-Type: "+contentType)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(writer, got.Body, maxBody))
		if err != nil {
			fail(writer, http.StatusRequestEntityTooLarge, err.Error())
			return
		}
		writer.Header().Set("Content-Type", "text/plain; charset=utf-8")
		writer.Write(answer(methods, body))
	})
}

func fail(writer http.ResponseWriter, status int, why string) {
	writer.Header().Set("Content-Type", "text/plain; charset=utf-8")
	writer.WriteHeader(status)
	io.WriteString(writer, why)
}

func isJSON(contentType string) bool {
	if contentType == "" {
		return true
	}
	mediaType, _, err := mime.ParseMediaType(contentType)
	return err == nil && mediaType == "application/json"
}

// answer gives the body of a response. A call without an id is done and answered with nothing.
func answer(methods map[string]method, body []byte) []byte {
	var call request
	if json.Unmarshal(body, &call) != nil {
		return nil
	}
	var response interface{}
	if call.Version != "2.0" {
		response = failure{"2.0", rpcError{badRequest, "jsonrpc must be 2.0", nil}, call.ID}
	} else if result, err := dispatch(methods, call); err != nil {
		response = failure{"2.0", *err, call.ID}
	} else {
		response = success{"2.0", result, call.ID}
	}
	if len(call.ID) == 0 || string(call.ID) == "null" {
		return nil
	}
	text, err := json.Marshal(response)
	if err != nil {
		text, _ = json.Marshal(failure{"2.0", rpcError{serverFailure, err.Error(), nil}, call.ID})
	}
	return append(text, '\n')
}

func dispatch(methods map[string]method, call request) (interface{}, *rpcError) {
	service, _, found := strings.Cut(call.Method, ".")
	if !found || strings.Count(call.Method, ".") != 1 {
		return nil, &rpcError{serverFailure, fmt.Sprintf("rpc: service/method request ill-formed: %q", call.Method), nil}
	}
	handle, found := methods[call.Method]
	if !found {
		what := "service"
		for known := range methods {
			if strings.HasPrefix(known, service+".") {
				what = "method"
			}
		}
		return nil, &rpcError{serverFailure, fmt.Sprintf("rpc: can't find %s %q", what, call.Method), nil}
	}
	result, err := handle(call.Params)
	if bad, isBad := err.(*badParams); isBad {
		return nil, &rpcError{badRequest, bad.Error(), call.Params}
	}
	if err != nil {
		return nil, &rpcError{serverFailure, err.Error(), nil}
	}
	return result, nil
}

type badParams struct{ error }

// decodeParams reads an object, or a list with an object in it; null and nothing are an empty object. Names may be
// written in any case, and those that are not known are ignored: encoding/json does both.
func decodeParams(params json.RawMessage, into interface{}) error {
	params = bytes.TrimSpace(params)
	if bytes.HasPrefix(params, []byte("[")) {
		var list []json.RawMessage
		if err := json.Unmarshal(params, &list); err != nil || len(list) > 1 {
			return &badParams{fmt.Errorf("expected one object as params")}
		}
		params = nil
		if len(list) == 1 {
			params = list[0]
		}
	}
	if len(params) == 0 {
		return nil
	}
	if err := json.Unmarshal(params, into); err != nil {
		return &badParams{err}
	}
	return nil
}
