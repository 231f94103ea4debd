import type { Cases } from "./requirement.ts";

/** What the original's own tests ask of its wire, its names, its values and its plugin directory. */
export const casesOfWire: readonly Cases[] = [
  {
    file: "pkg/rpc/handshake_test.go",
    tests: "TestEncodeDecode",
    heldBy: ["wire.handshake.hello", "message.Handshake.Hello"],
  },
  {
    file: "pkg/rpc/client/handshake_test.go",
    tests: "TestErrVersionMismatch",
    heldBy: ["wire.handshake.mismatch"],
  },
  {
    file: "pkg/rpc/testing/handshake_test.go",
    tests: "TestHandshakeSuccess TestHandshakeFailVersion TestHandshakeFailWrongAPI",
    heldBy: ["wire.handshake.mismatch", "wire.client.hello"],
  },
  {
    file: "pkg/rpc/client/client_test.go",
    tests: "TestParseAddress",
    heldBy: ["wire.client.address", "wire.client.address.invalid", "differs.address.unix"],
  },
  {
    file: "pkg/rpc/group/rpc_test.go",
    tests:
      "TestGroupPluginCommitGroup TestGroupNamedPluginCommitGroupDefault TestGroupNamedPluginCommitGroup TestGroupPluginCommitGroupError TestGroupPluginFreeGroup TestGroupPluginFreeGroupError TestGroupPluginDestroyGroup TestGroupPluginDestroyGroupError TestGroupPluginInspectGroup TestGroupPluginInspectGroupError TestGroupNamedPluginDestroyInstances TestGroupNamedPluginSizeSetSize",
    heldBy: [
      "wire.name.keyed",
      "wire.client.answer",
      "wire.rpc.error",
      "message.Group.CommitGroup",
      "message.Group.DescribeGroup",
      "message.Group.DestroyGroup",
      "message.Group.DestroyInstances",
      "message.Group.FreeGroup",
      "message.Group.InspectGroups",
      "message.Group.SetSize",
      "message.Group.Size",
    ],
  },
  {
    file: "pkg/rpc/instance/rpc_test.go",
    tests:
      "TestInstancePluginValidate TestInstancePluginValidateError TestInstancePluginProvisionNil TestInstancePluginProvision TestInstancePluginProvisionError TestInstancePluginLabel TestInstancePluginLabelError TestInstancePluginDestroy TestInstancePluginDestroyError TestInstancePluginDescribeInstancesNiInput TestInstancePluginDescribeInstances TestInstancePluginDescribeInstancesError",
    heldBy: [
      "wire.client.answer",
      "wire.rpc.error",
      "encoding.null",
      "message.Instance.DescribeInstances",
      "message.Instance.Destroy",
      "message.Instance.Label",
      "message.Instance.Provision",
      "message.Instance.Validate",
    ],
  },
  {
    file: "pkg/rpc/instance/rpc_multi_test.go",
    tests:
      "TestInstanceTypedPluginValidate TestInstanceTypedPluginValidateError TestInstanceTypedPluginProvision TestInstanceTypedPluginLabel TestInstanceTypedPluginDestroy TestInstanceTypedPluginDescribeInstances",
    heldBy: [
      "wire.name.type",
      "wire.client.answer",
      "message.Instance.DescribeInstances",
      "message.Instance.Destroy",
      "message.Instance.Label",
      "message.Instance.Provision",
      "message.Instance.Validate",
    ],
  },
  {
    file: "pkg/rpc/flavor/rpc_test.go",
    tests:
      "TestFlavorPluginValidate TestFlavorPluginValidateError TestFlavorPluginPrepare TestFlavorPluginPrepareError TestFlavorPluginHealthy TestFlavorPluginHealthyError TestFlavorPluginDrain TestFlavorPluginDrainError",
    heldBy: [
      "wire.client.answer",
      "wire.rpc.error",
      "message.Flavor.Drain",
      "message.Flavor.Healthy",
      "message.Flavor.Prepare",
      "message.Flavor.Validate",
    ],
  },
  {
    file: "pkg/rpc/flavor/rpc_multi_test.go",
    tests:
      "TestFlavorMultiPluginValidate TestFlavorMultiPluginPrepare TestFlavorMultiPluginHealthy TestFlavorMultiPluginDrain",
    heldBy: [
      "wire.name.type",
      "message.Flavor.Drain",
      "message.Flavor.Healthy",
      "message.Flavor.Prepare",
      "message.Flavor.Validate",
    ],
  },
  {
    file: "pkg/rpc/controller/rpc_test.go",
    tests: "TestControllerPlan TestControllerCommit TestControllerDescribe TestControllerFree",
    heldBy: [
      "encoding.operation",
      "encoding.spec",
      "message.Controller.Commit",
      "message.Controller.Describe",
      "message.Controller.Free",
      "message.Controller.Plan",
    ],
  },
  {
    file: "pkg/rpc/controller/rpc_multi_test.go",
    tests:
      "TestMultiControllerPlan TestMultiControllerCommit TestMultiControllerDescribe TestMultiControllerFree",
    heldBy: [
      "wire.name.keyed",
      "message.Controller.Commit",
      "message.Controller.Describe",
      "message.Controller.Free",
      "message.Controller.Plan",
    ],
  },
  {
    file: "pkg/rpc/metadata/rpc_test.go",
    tests:
      "TestMetadataMultiPlugin TestMetadataMultiPlugin2 TestMetadataMultiPlugin3 TestMetadataMultiPlugin4",
    heldBy: ["wire.name.keyed", "encoding.path", "message.Metadata.Get", "message.Metadata.Keys"],
  },
  {
    file: "pkg/rpc/loadbalancer/rpc_test.go",
    tests:
      "TestLoadbalancerName TestLoadbalancerRoutes TestLoadbalancerRoutesError TestLoadbalancerPublish TestLoadbalancerPublishError TestLoadbalancerUnpublish TestLoadbalancerUnpublishError TestLoadbalancerConfigureHealthCheck TestLoadbalancerConfigureHealthCheckError TestLoadbalancerRegisterBackend TestLoadbalancerRegisterBackendError TestLoadbalancerDeregisterBackend TestLoadbalancerDeregisterBackendError TestLoadbalancerBackends TestLoadbalancerBackendsError",
    heldBy: [
      "wire.client.answer",
      "message.L4.Backends",
      "message.L4.ConfigureHealthCheck",
      "message.L4.DeregisterBackends",
      "message.L4.Name",
      "message.L4.Publish",
      "message.L4.RegisterBackends",
      "message.L4.Routes",
      "message.L4.Unpublish",
    ],
  },
  {
    file: "pkg/rpc/resource/rpc_test.go",
    tests:
      "TestResourcePluginCommit TestResourcePluginCommitError TestResourcePluginDestroy TestResourcePluginDestroyError TestResourcePluginDescribeResources TestResourcePluginDescribeResourcesError",
    heldBy: [
      "wire.client.answer",
      "message.Resource.Commit",
      "message.Resource.DescribeResources",
      "message.Resource.Destroy",
    ],
  },
  {
    file: "pkg/rpc/manager/rpc_test.go",
    tests:
      "TestManagerIsLeader TestManagerIsLeaderError TestManagerEnforce TestManagerTerminate TestManagerInspect",
    heldBy: [
      "wire.client.answer",
      "message.Manager.Enforce",
      "message.Manager.Inspect",
      "message.Manager.IsLeader",
      "message.Manager.Terminate",
    ],
  },
  {
    file: "pkg/rpc/server/server_test.go",
    tests: "TestUnixSocketServer TestTCPServer",
    heldBy: ["place.socket", "place.pid", "place.listen", "wire.http.stop"],
  },
  {
    file: "pkg/rpc/server/info_test.go",
    tests: "TestFetchAPIInfoFromPlugin TestFetchFunctionsFromPlugin",
    heldBy: ["wire.info.api", "wire.info.functions"],
  },
  {
    file: "pkg/rpc/server/reflector_test.go",
    tests: "TestReflect",
    heldBy: ["wire.info.api"],
  },
  {
    file: "pkg/rpc/testing/event_test.go",
    tests: "TestEventMultiPlugin TestEventPluginPublishSubscribe",
    heldBy: ["wire.events.line", "wire.events.topic", "message.Event.List"],
  },
  {
    file: "pkg/broker/client/sse_test.go",
    tests:
      "TestBrokerMultiSubscribersEarlyDisconnects TestBrokerMultiSubscriberCustomObject TestBrokerMultiSubscriberPartialMatchTopic TestBrokerSubscriberExactMatchTopic TestBrokerMultiSubscriberCustomObjectConnectAtURLPrefix",
    heldBy: ["wire.client.events", "wire.events.topic", "differs.events.heartbeat"],
  },
  {
    file: "pkg/broker/server/sse_test.go",
    tests: "TestBrokerMultiSubscribers TestBrokerMultiSubscribersProducers TestBrokerNoSubscribers",
    heldBy: ["wire.events.line", "wire.events.topic"],
  },
  {
    file: "pkg/broker/server/server_test.go",
    tests: "TestListenAndServeOnSocket",
    heldBy: ["place.socket", "wire.events.headers"],
  },
  {
    file: "pkg/discovery/discovery_test.go",
    tests: "TestErrNotUnixSocketOrListener",
    heldBy: ["place.others"],
  },
  {
    file: "pkg/discovery/local/dir_test.go",
    tests: "TestDirDiscovery",
    heldBy: ["place.socket", "place.listen", "place.others", "place.not-found"],
  },
  {
    file: "pkg/plugin/name_test.go",
    tests: "TestGetLookupAndType",
    heldBy: [],
  },
  {
    file: "pkg/types/any_test.go",
    tests: "TestMarshalUnmarshalAny",
    heldBy: ["encoding.any"],
  },
  {
    file: "pkg/types/duration_test.go",
    tests: "TestDuration",
    heldBy: ["encoding.duration"],
  },
  {
    file: "pkg/types/path_test.go",
    tests: "TestPath",
    heldBy: ["encoding.path", "encoding.path.lookup"],
  },
  {
    file: "pkg/types/spec_test.go",
    tests: "TestEncodeDecodeSpec TestEncodeDecodeObject TestMetadata TestComparable",
    heldBy: ["encoding.spec"],
  },
];
