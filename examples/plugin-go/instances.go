package main

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sync"
)

// An instance as it is described, and as it stands in its file. RawMessage keeps Properties as they were written.
type instance struct {
	ID         string
	LogicalID  *string
	Tags       map[string]string
	Properties json.RawMessage `json:",omitempty"`
}

type spec struct {
	Properties json.RawMessage
	Tags       map[string]string
	LogicalID  *string
}

// instances are files. The lock keeps labels that are given at once from overwriting each other.
type instances struct {
	directory string
	lock      sync.Mutex
}

type done struct {
	Type string
	OK   bool
}

// instanceMethods are the methods of Instance/0.6.1.
func instanceMethods(all *instances) map[string]method {
	return map[string]method{
		"Instance.Validate": func(params json.RawMessage) (interface{}, error) {
			var call struct {
				Type       string
				Properties json.RawMessage
			}
			if err := decodeCall(params, &call, &call.Type); err != nil {
				return nil, err
			}
			return done{call.Type, true}, validate(call.Properties)
		},
		"Instance.Provision": func(params json.RawMessage) (interface{}, error) {
			var call struct {
				Type string
				Spec spec
			}
			if err := decodeCall(params, &call, &call.Type); err != nil {
				return nil, err
			}
			id, err := all.provision(call.Spec)
			return struct{ Type, ID string }{call.Type, id}, err
		},
		"Instance.Label": func(params json.RawMessage) (interface{}, error) {
			var call struct {
				Type, Instance string
				Labels         map[string]string
			}
			if err := decodeCall(params, &call, &call.Type); err != nil {
				return nil, err
			}
			return done{call.Type, true}, all.label(call.Instance, call.Labels)
		},
		"Instance.Destroy": func(params json.RawMessage) (interface{}, error) {
			var call struct{ Type, Instance string }
			if err := decodeCall(params, &call, &call.Type); err != nil {
				return nil, err
			}
			return done{call.Type, true}, all.destroy(call.Instance)
		},
		"Instance.DescribeInstances": func(params json.RawMessage) (interface{}, error) {
			var call struct {
				Type       string
				Tags       map[string]string
				Properties bool
			}
			if err := decodeCall(params, &call, &call.Type); err != nil {
				return nil, err
			}
			found, err := all.describe(call.Tags, call.Properties)
			return struct {
				Type         string
				Descriptions []instance
			}{call.Type, found}, err
		},
	}
}

// decodeCall reads params. There is one object behind this socket, and it has no name.
func decodeCall(params json.RawMessage, call interface{}, of *string) error {
	if err := decodeParams(params, call); err != nil {
		return err
	}
	if *of != "" {
		return fmt.Errorf("no-plugin:%s", *of)
	}
	return nil
}

// validate refuses what provision would refuse.
func validate(properties json.RawMessage) error {
	text := bytes.TrimSpace(properties)
	if len(text) == 0 || string(text) == "null" || text[0] == '{' {
		return nil
	}
	return errors.New("Properties must be an object")
}

func (all *instances) provision(wanted spec) (string, error) {
	if err := validate(wanted.Properties); err != nil {
		return "", err
	}
	random := make([]byte, 8)
	if _, err := rand.Read(random); err != nil {
		return "", err
	}
	one := instance{"go-" + hex.EncodeToString(random), wanted.LogicalID, wanted.Tags, wanted.Properties}
	return one.ID, all.write(one)
}

func (all *instances) label(id string, labels map[string]string) error {
	all.lock.Lock()
	defer all.lock.Unlock()
	one, err := all.read(id)
	if err != nil {
		return err
	}
	if one.Tags == nil {
		one.Tags = map[string]string{}
	}
	for name, value := range labels {
		one.Tags[name] = value
	}
	return all.write(one)
}

func (all *instances) destroy(id string) error {
	all.lock.Lock()
	defer all.lock.Unlock()
	if !idPattern.MatchString(id) {
		return fmt.Errorf("not found %s", id)
	}
	err := os.Remove(all.path(id))
	if errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("not found %s", id)
	}
	return err
}

// describe lists the instances that carry all of the tags. If one cannot be read it fails: a list that leaves some out
// would make a group replace them.
func (all *instances) describe(tags map[string]string, properties bool) ([]instance, error) {
	paths, err := filepath.Glob(all.path("go-*"))
	if err != nil {
		return nil, err
	}
	found := []instance{}
	for _, path := range paths {
		one, err := readFile(path)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if !properties {
			one.Properties = nil
		}
		if hasTags(one, tags) {
			found = append(found, one)
		}
	}
	return found, nil
}

func hasTags(one instance, tags map[string]string) bool {
	for name, value := range tags {
		if has, isThere := one.Tags[name]; !isThere || has != value {
			return false
		}
	}
	return true
}

// No id leads to another file.
var idPattern = regexp.MustCompile("^go-[0-9a-f]{16}$")

func (all *instances) path(id string) string {
	return filepath.Join(all.directory, id+".json")
}

func (all *instances) read(id string) (instance, error) {
	if !idPattern.MatchString(id) {
		return instance{}, fmt.Errorf("not found %s", id)
	}
	one, err := readFile(all.path(id))
	if errors.Is(err, os.ErrNotExist) {
		return instance{}, fmt.Errorf("not found %s", id)
	}
	return one, err
}

func readFile(path string) (instance, error) {
	var one instance
	text, err := os.ReadFile(path)
	if err != nil {
		return one, err
	}
	if err := json.Unmarshal(text, &one); err != nil {
		return one, fmt.Errorf("Cannot read instance %q: %w", path, err)
	}
	return one, nil
}

// write replaces the file at once: whoever looks sees the instance as it was or as it is.
func (all *instances) write(one instance) error {
	text, err := json.Marshal(one)
	if err != nil {
		return err
	}
	partial := all.path("." + one.ID)
	if err := os.WriteFile(partial, text, 0o600); err != nil {
		return err
	}
	return os.Rename(partial, all.path(one.ID))
}
