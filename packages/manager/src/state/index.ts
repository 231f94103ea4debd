/**
 * State in files: a directory that one process uses at a time, and files in it that are whole after any crash.
 * For whatever must outlive a process; loads no third-party code.
 *
 * @module
 */
export { appendToFile } from "./append-file.ts";
export { codeOf, reasonOf } from "./error-code.ts";
export { makeDirectory } from "./make-directory.ts";
export { removeFile, removeUnfinishedFiles, replaceFile } from "./replace-file.ts";
export { openStateDirectory, type StateDirectory } from "./state-directory.ts";
export { type StateLocation, stateUnwritable } from "./state-location.ts";
