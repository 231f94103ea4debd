/**
 * Where an InfraKit of ours keeps what it writes. Plugin sockets are in `./socket`, watching them in `./watch`.
 *
 * @module
 */
export { type UserPaths, userPaths } from "./user-paths.ts";
