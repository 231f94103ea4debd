package main

import "encoding/json"

// handshakeMethods says what is served, in every way in which InfraKit ever asked. Clients compare versions as words,
// so each is told the version of its own time; the messages are alike enough for one plugin to speak all of them.
func handshakeMethods() map[string]method {
	type object struct{ Name, ProxyFor string }
	type api struct{ Name, Version string }
	always := func(result interface{}) method {
		return func(json.RawMessage) (interface{}, error) { return result, nil }
	}
	return map[string]method{
		"Handshake.Hello": always(map[string]interface{}{
			"Objects": map[string][]object{"Instance/0.6.1": {{Name: "."}}},
		}),
		"Handshake.Implements": always(map[string]interface{}{
			"APIs": []api{{"Instance", "0.5.0"}, {"Instance", "0.3.0"}},
		}),
		"Handshake.Types": always(map[string]interface{}{
			"Types": map[string][]string{"Instance/0.5.0": {"."}},
		}),
		"Plugin.Implements": always(map[string]interface{}{
			"APIs": []api{{"Instance", "0.1.0"}},
		}),
	}
}
