// An InfraKit instance plugin in Go, with the standard library only. Each instance is a file in INSTANCES_DIR.
//
// main.go serves on a socket, rpc.go speaks JSON-RPC, handshake.go says what is served, instances.go is the plugin.
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// The name of the socket is the name of the plugin.
const name = "go-files"

// How long calls that are under way may take when the plugin is told to stop.
const closeTimeout = 10 * time.Second

func main() {
	if err := run(os.Getenv("INSTANCES_DIR")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(directory string) error {
	if directory == "" {
		return errors.New("Cannot start: set INSTANCES_DIR")
	}
	plugins, err := pluginDirectory()
	if err != nil {
		return err
	}
	for _, made := range []string{plugins, directory} {
		if err := os.MkdirAll(made, 0o700); err != nil {
			return err
		}
	}
	methods := handshakeMethods()
	for method, handle := range instanceMethods(&instances{directory: directory}) {
		methods[method] = handle
	}
	return serve(filepath.Join(plugins, name), rpcHandler(methods))
}

// pluginDirectory is where clients look for sockets. A variable that is empty counts as not set.
func pluginDirectory() (string, error) {
	if directory := os.Getenv("INFRAKIT_PLUGINS_DIR"); directory != "" {
		return directory, nil
	}
	if home := os.Getenv("INFRAKIT_HOME"); home != "" {
		return filepath.Join(home, "plugins"), nil
	}
	home, err := os.UserHomeDir()
	return filepath.Join(home, ".infrakit", "plugins"), err
}

// serve answers until a signal comes, then lets calls end and removes what it has made.
func serve(path string, handler http.Handler) error {
	if err := removeStale(path); err != nil {
		return err
	}
	// Nobody else may call the plugin: the socket is made with mode 0600.
	before := syscall.Umask(0o177)
	listener, err := net.Listen("unix", path)
	syscall.Umask(before)
	if err != nil {
		return err
	}
	pidFile := path + ".pid"
	if err := os.WriteFile(pidFile, []byte(strconv.Itoa(os.Getpid())), 0o644); err != nil {
		listener.Close()
		return err
	}
	defer os.Remove(pidFile)
	stop, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	server := &http.Server{Handler: handler, ReadHeaderTimeout: closeTimeout}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return err
	case <-stop.Done():
		// This closes the listener, which removes the socket.
		limited, cancel := context.WithTimeout(context.Background(), closeTimeout)
		defer cancel()
		return server.Shutdown(limited)
	}
}

// removeStale removes a socket that a killed plugin has left. If somebody answers there, it is his.
func removeStale(path string) error {
	connection, err := net.Dial("unix", path)
	if err == nil {
		connection.Close()
		return fmt.Errorf("Cannot serve at %q: somebody else does", path)
	}
	if errors.Is(err, syscall.ECONNREFUSED) {
		return os.Remove(path)
	}
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}
