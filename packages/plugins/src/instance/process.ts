/**
 * Instances that are processes of this machine. They live on when the plugin dies, and the next one on the same
 * directory takes them over.
 *
 * @module
 */
export {
  createProcessInstances,
  type ProcessInstances,
  type ProcessInstancesOptions,
} from "../process/open.ts";
export {
  parseProcessProperties,
  processInstance,
  type ProcessProperties,
  processPropertiesCodec,
} from "../process/properties.ts";
