import type { Cases } from "./requirement.ts";

const asController = "Ours serves groups as `Group` only, as the command of the original asks for them.";
const manager = "There is no manager of InfraKit's kind in ours: its groups keep their own records.";
const mux = "Ours has no proxy that shows the sockets of a directory on one port.";
const remote = "Ours looks for plugins on its own machine only.";
const nameText =
  "In ours a plugin's name is text like any other: what is no text is refused with the place where it stands.";
const link = "Ours has no plugins that tag instances with links.";
const depend = "Ours has no references from one spec to what another has made.";
const scope = "Ours has no functions of templates that write metadata.";
const launch = "Ours starts plugins by command, and none by rules.";
const swarm = "Ours keeps its records in files, and none in a swarm.";
const cache = "Ours has no cache of instances that is given to plugins.";

/** What the original's own tests ask of parts that ours does not have. */
export const casesElsewhere: readonly Cases[] = [
  {
    file: "pkg/controller/group/controller_test.go",
    tests: "TestAsController TestAsController2 TestAsControllerDescribe TestAsControllerFree",
    heldBy: [],
    elsewhere: asController,
  },
  {
    file: "pkg/rpc/mux/reverse_proxy_test.go",
    tests: "TestPluginNameFromURL TestMuxPlugins",
    heldBy: [],
    elsewhere: mux,
  },
  {
    file: "pkg/rpc/mux/server_test.go",
    tests: "TestMuxServer",
    heldBy: [],
    elsewhere: mux,
  },
  {
    file: "pkg/discovery/remote/remote_test.go",
    tests: "TestRemoteDiscovery",
    heldBy: [],
    elsewhere: remote,
  },
  {
    file: "pkg/plugin/name_test.go",
    tests: "TestMarshalUnmarshal",
    heldBy: [],
    elsewhere: nameText,
  },
  {
    file: "pkg/plugin/addressable_test.go",
    tests: "TestAddressable TestDerivePluginNames",
    heldBy: [],
    elsewhere: manager,
  },
  {
    file: "pkg/manager/manager_test.go",
    tests: "TestNoCallsToGroupWhenNoLeader TestStartOneLeader TestChangeLeadership",
    heldBy: [],
    elsewhere: manager,
  },
  {
    file: "pkg/manager/stored_test.go",
    tests: "TestSortRecords TestStoredRecords",
    heldBy: [],
    elsewhere: manager,
  },
  {
    file: "pkg/types/specs_test.go",
    tests: "TestSpecs TestDelta1 TestDelta2",
    heldBy: [],
    elsewhere: manager,
  },
  {
    file: "pkg/types/link_test.go",
    tests:
      "TestRandomAlphaNumericString TestNewLink TestLabel TestIsValid TestNewLinkFromMapValidDate TestNewLinkFromMapValidDateCaseInsensitve TestNewLinkFromMapInvalidDate TestWithContext TestKVPairs TestLinkMap TestInMap TestEqual",
    heldBy: [],
    elsewhere: link,
  },
  {
    file: "pkg/types/depend_test.go",
    tests:
      "TestParseDepends TestEvalDepends TestFindSpecs0 TestFindSpecs1 TestFindSpecs2 TestFindSpecs3 TestDepedencyOrder1 TestDepedencyOrder2Cycles",
    heldBy: [],
    elsewhere: depend,
  },
  {
    file: "pkg/run/scope/metadata_test.go",
    tests:
      "TestMetadataFunc TestDoSet TestDoSetReadonly TestParseDuration TestDoBlockingGet TestMetadataResolver",
    heldBy: [],
    elsewhere: scope,
  },
  {
    file: "pkg/launch/monitor_test.go",
    tests:
      "TestMonitorLoopNoRules TestMonitorLoopValidRule TestMonitorLoopRuleLookupBehavior TestMonitorLoopRuleOverrideOptions TestMergeRule",
    heldBy: [],
    elsewhere: launch,
  },
  {
    file: "pkg/store/swarm/swarm_test.go",
    tests: "TestSaveLoadSnapshot TestEncodeDecode",
    heldBy: [],
    elsewhere: swarm,
  },
  {
    file: "pkg/spi/instance/cache_test.go",
    tests: "TestCacheDescribeInstances",
    heldBy: [],
    elsewhere: cache,
  },
];
