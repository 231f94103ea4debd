/**
 * Requests that were sent to the programs by hand, not by Go's client: absent members, other cases, characters
 * that Go escapes. For each, by line of `calls-head`, the params as Go's client would have written them.
 */
export const paramsAsGoWrites: Readonly<Record<number, string>> = {
  // Lower-case names.
  33: '{"Type":"","Properties":{"init":["a"]},"Allocation":{"Size":1,"LogicalIDs":null}}',
  // An unknown member.
  34: '{"Type":"","Properties":null,"Allocation":{"Size":0,"LogicalIDs":null}}',
  // `<`, `>`, `&` and U+2028 as they are.
  42: String.raw`{"Type":"compute","Spec":{"Properties":{"Note":"\u003ca\u003e\u0026b","n":12345678901234567890,"10":1,"9":2,"f":1.50,"z":null,"e":{},"u":"é\u2028"},"Tags":{"a":"1"},"Init":"#!/bin/sh\necho","LogicalID":"l1","Attachments":[{"ID":"vol1","Type":"disk"}]}}`,
  48: String.raw`{"Type":"","Spec":{"Properties":{"Note":"\u003ca\u003e\u0026b","n":12345678901234567890,"10":1,"9":2,"f":1.50,"z":null,"e":{},"u":"é\u2028"},"Tags":{"a":"1"},"Init":"x","LogicalID":null,"Attachments":null}}`,
  // No context.
  53: '{"Type":"","Instance":"instance-3092553768641730986","Context":{"Reason":"terminate"}}',
  // The id of a group where all groups are asked for.
  67: '{"Name":"group-stateless","ID":""}',
  90: '{"Name":"mystack/groups","ID":""}',
  // An empty path.
  117: '{"Name":"vars","Path":"."}',
  129: '{"Topic":"."}',
  // A protocol in lower case.
  135: '{"Type":"lb1","Route":{"Port":80,"Protocol":"HTTP","LoadBalancerPort":8080,"LoadBalancerProtocol":"TCP","Certificate":null,"HealthMonitorPath":null}}',
  // No logical ids.
  144: '{"Type":"","Properties":[{"Plugin":"vanilla","Properties":{"Init":["a"]}}],"Allocation":{"Size":1,"LogicalIDs":null}}',
  145: '{"Type":"","Properties":{"Init":["a"],"InitScriptTemplateURL":"x"},"Allocation":{"Size":1,"LogicalIDs":null}}',
  146: '{"Type":"x","Properties":{},"Allocation":{"Size":1,"LogicalIDs":null}}',
  147: '{"Type":"","Properties":{"Init":["b","c"],"Tags":{"a":"9","t":"w"},"Attachments":[{"ID":"x","Type":"y"}]},"Spec":{"Properties":{"Note":"x"},"Tags":{"a":"1"},"Init":"a","LogicalID":null,"Attachments":null},"Allocation":{"Size":2,"LogicalIDs":null},"Index":{"Group":"w","Sequence":2}}',
};
