/** The one place that knows the client library: keep-alive over unix sockets and TCP, and websockets. */
export { Agent, buildConnector, Client, type Dispatcher, ping, request, WebSocket } from "undici";
