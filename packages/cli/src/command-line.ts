/** The one place that knows the library that reads command lines. */
export { Command, CommanderError, Option } from "commander";
