"""JSON-RPC 2.0 over HTTP on a unix socket, as InfraKit speaks it."""

import http.server
import json
import socket
import socketserver
import threading

import json_text

MAX_BODY = 32 << 20
BAD_REQUEST, FAILED = -32600, -32000


class BadParams(Exception):
    """Params that are not what a method takes."""


def answer(methods, body):
    """The body of a response. A call without an id is done and answered with nothing, and so is what is no call."""
    try:
        call = json_text.fields(body)
        version = json_text.value(call.get("jsonrpc"), str, "")
        name = json_text.value(call.get("method"), str, "")
    except (ValueError, RecursionError):
        return ""
    call_id = call.get("id", "null")
    if version != "2.0":
        part = ("error", error(BAD_REQUEST, "jsonrpc must be 2.0"))
    else:
        part = dispatch(methods, name, call.get("params"))
    if call_id == "null":
        return ""
    return json_text.write({"jsonrpc": '"2.0"', part[0]: part[1], "id": call_id}) + "\n"


def dispatch(methods, name, params):
    """What a call has led to: ("result", text) or ("error", text)."""
    quoted = json.dumps(name, ensure_ascii=False)
    if name.count(".") != 1:
        return "error", error(FAILED, f"rpc: service/method request ill-formed: {quoted}")
    if name not in methods:
        service = name.split(".")[0] + "."
        what = "method" if any(known.startswith(service) for known in methods) else "service"
        return "error", error(FAILED, f"rpc: can't find {what} {quoted}")
    try:
        return "result", methods[name](read_params(params))
    except BadParams as bad:
        return "error", error(BAD_REQUEST, str(bad), params)
    except Exception as failed:  # A caller is told whatever went wrong; the plugin goes on.
        return "error", error(FAILED, str(failed) or repr(failed))


def read_params(params):
    """The fields of an object, or of a list with an object in it; null and nothing are an empty object."""
    try:
        if params is not None and params.startswith("["):
            if len(json.loads(params)) > 1:
                raise BadParams("expected one object as params")
            params = params[1:-1].strip() or None
        return {} if params is None or params == "null" else json_text.fields(params)
    except (ValueError, RecursionError) as bad:
        raise BadParams(str(bad)) from bad


def error(code, message, data=None):
    return json_text.write({"code": str(code), "message": json_text.dump(message), "data": data or "null"})


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """Answers each connection in a thread of its own."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, path, methods):
        self.methods = methods
        self.calls = 0
        self.idle = threading.Condition()
        super().__init__(path, Handler)

    def wait_for_calls(self, seconds):
        """Waits until no call is under way. Connections that are only kept open count for nothing."""
        with self.idle:
            self.idle.wait_for(lambda: self.calls == 0, timeout=seconds)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # How long a connection may say nothing, in seconds.
    timeout = 60

    def do_POST(self):
        with self.server.idle:
            self.server.calls += 1
        try:
            self.answer_call()
        finally:
            with self.server.idle:
                self.server.calls -= 1
                self.server.idle.notify_all()

    def answer_call(self):
        length = self.headers.get("Content-Length", "")
        if not length.isdigit():
            return self.refuse(411, "a Content-Length is required")
        if int(length) > MAX_BODY:
            return self.refuse(413, f"longer than {MAX_BODY} bytes")
        body = self.rfile.read(int(length))
        if self.path != "/":
            return self.send(404, "404 page not found\n")
        content_type = self.headers.get("Content-Type", "")
        if content_type.split(";")[0].strip().lower() not in ("", "application/json"):
            return self.send(415, f"rpc: unrecognized Content-Type: {content_type}")
        self.send(200, answer(self.server.methods, body.decode("utf-8", "replace")))

    def refuse_method(self):
        self.refuse(405, f"rpc: POST method required, received {self.command}")

    do_GET = do_HEAD = do_PUT = do_DELETE = do_OPTIONS = do_PATCH = refuse_method

    def refuse(self, status, why):
        """Nothing was read of the body, so the connection cannot be used again."""
        self.close_connection = True
        self.send(status, why)

    def send(self, status, text):
        body = text.encode("utf-8", "replace")
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_):
        """Calls are not logged."""

    def address_string(self):
        return "unix"


def is_served(path):
    """Whether somebody answers at a socket. A socket on which nobody listens was left by a plugin that was killed."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(path)
            return True
        except (ConnectionRefusedError, FileNotFoundError):
            return False
