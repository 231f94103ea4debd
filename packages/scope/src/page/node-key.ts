/** Key of a node over all topologies: `Host|web-1;<host>`. Names of topologies hold no bar. */
export function joinIds(topology: string, id: string): string {
  return `${topology}|${id}`;
}
