import type { Requirements } from "./requirement.ts";

const registry = "probe/plugins/registry.go at 12175b9";
const scenario = (name: string): string => `scope/wire/special-scenarios.json:${name}`;
const recorded = (name: string): string => `scope/wire/case-${name}.json`;

/** How a host of Scope's plugins treats them. */
export const scopeHost: Requirements = {
  "scope.scan.sockets": {
    source: registry,
    behaviour:
      "Every socket at and below the directory is a plugin, hidden ones too, and so is a link to one; other files are none.",
  },
  "scope.scan.root": { source: scenario("roots"), behaviour: "A root that is a socket is that plugin." },
  "scope.scan.off": { source: scenario("roots"), behaviour: "With an empty root there are no plugins." },
  "scope.id.name": {
    source: registry,
    behaviour: "A plugin's id is the name of its socket without the last extension.",
  },
  "scope.id.grammar": {
    source: `probe/plugins/registry_internal_test.go TestRegistryChecksForValidPluginIDs at 12175b9`,
    behaviour: "An id is ASCII letters and digits with single dashes between.",
  },
  "scope.request": {
    source: "scope/wire/e2e-plugin-socket.json",
    behaviour:
      "A plugin is asked for `/report` with `api_version=1` and the probe's id, of host `plugin`, over a kept connection.",
  },
  "scope.keep-alive": {
    source: scenario("keepalive_drop"),
    behaviour:
      "A request that met a connection that the plugin had just closed is sent again, and nothing failed.",
  },
  "scope.answer.redirect": {
    source: recorded("http-301"),
    behaviour: "Redirections are followed on the same socket, and the last answer counts.",
  },
  "scope.answer.framing": {
    source: recorded("http10-close"),
    behaviour:
      "Answers may be chunked, of HTTP/1.0, without a length, of any content type, and packed with gzip.",
  },
  "scope.answer.codes": {
    source: recorded("http-204"),
    behaviour: "Any status but 200 is an error that names the code and the plugin's own words.",
  },
  "scope.answer.limit": {
    source: "probe/plugins/max_bytes_reader_internal_test.go at 12175b9",
    behaviour: "A report may have 52,428,800 bytes, and no more.",
  },
  "scope.answer.deadline": {
    source: recorded("slow-once"),
    behaviour:
      "An exchange has half a second; one that takes longer is `context deadline exceeded`, and the next is a new one.",
  },
  "scope.unreachable": {
    source: recorded("stale"),
    behaviour:
      "A plugin that cannot be reached is listed with the request and the system's reason, in Go's words.",
  },
  "scope.spec.checks": {
    source: `probe/plugins/registry_internal_test.go TestRegistryRejectsErroneousPluginResponses at 12175b9`,
    behaviour:
      "A report names exactly one plugin, with the id of its socket, `api_version` 1, a label and the interface `reporter`; the first fault is told.",
  },
  "scope.status": {
    source: registry,
    behaviour:
      "The list shows the last spec whose id was right, with the status `ok` or `error: …` of the last report; before the first, the id as its label.",
  },
  "scope.handshake": {
    source: "scope/wire/era-H1.json",
    behaviour:
      "Before 0.14 plugins said who they are in the answer to `GET /`: `name`, `interfaces`, `api_version`.",
  },
  "scope.restart": {
    source: scenario("restart"),
    behaviour: "A socket that is made anew under its name is the same plugin.",
  },
  "scope.removed": {
    source: scenario("removed"),
    behaviour: "A plugin whose socket is gone at a scan is gone, with its controls.",
  },
  "scope.control.rename": {
    source: `probe/plugins/registry_internal_test.go TestRegistryRewritesControlReports at 12175b9`,
    behaviour:
      "Controls of a controller's topologies are called `<plugin>~<control>`, on nodes too; names that are not among them are left.",
  },
  "scope.control.known": {
    source: `probe/plugins/registry_internal_test.go TestRegistryRegistersHandlers at 12175b9`,
    behaviour:
      "A plugin has the controls that its topologies list, whatever its nodes say; others are `not recognised`.",
  },
  "scope.control.request": {
    source: "scope/wire/e2e-plugin-socket.json",
    behaviour: "A control is a POST of `AppID`, `Control`, `ControlArgs` and `NodeID` in Go's bytes.",
  },
  "scope.control.answer": {
    source: "scope/wire/e2e-app-http.json",
    behaviour:
      "`error`, `value` and what belongs to terminals go back to who called; `null` and `{}` are empty answers.",
  },
  "scope.control.reporter": {
    source: scenario("reporter_with_controls"),
    behaviour: "Controls of a plugin that only reports are shown as they are, and cannot be called.",
  },
  "scope.control.dropped": {
    source: registry,
    behaviour: "A control of a plugin that takes none any more is answered with that.",
  },
  "scope.control.names": {
    source: scenario("odd_control_ids"),
    behaviour: "Any text can be the name of a control.",
  },
  "scope.shortcut": {
    source: registry,
    behaviour: "A report in the answer to a control is shown at once.",
  },
  "scope.shortcut.error": {
    source: scenario("shortcut_other_id"),
    behaviour: "It is shown even if the control failed.",
  },
  "differs.scope.refused": {
    source: recorded("dotted"),
    behaviour: "A socket whose name is no id is mentioned in a log only.",
    differs: "Ours lists it with the reason.",
  },
  "differs.scope.loop": {
    source: scenario("symlink_loop"),
    behaviour: "Links in a circle are followed until the system stops it: one plugin becomes 41.",
    differs: "Ours enters each directory once.",
  },
  "differs.scope.private": {
    source: registry,
    behaviour: "A socket in a hidden directory is a plugin, whatever the directory is called.",
    differs: "Ours passes over `.ik-…`: there a server of ours listens before it can be found at its path.",
  },
  "differs.scope.duplicate": {
    source: scenario("dup_ids"),
    behaviour: "Of two sockets with one id both are polled and merged, and the later one gets the controls.",
    differs:
      "Ours polls the first; the other is listed with an error that names it, and takes over when it goes.",
  },
  "differs.scope.root": {
    source: scenario("roots"),
    behaviour:
      "A directory that is not there at the start is never looked at again; plugins of one that is moved away stay.",
    differs: "Ours looks again at every scan, and believes what it sees.",
  },
  "differs.scope.unreadable": {
    source: registry,
    behaviour: "Plugins in a directory that cannot be read any more are dropped.",
    differs: "Ours keeps them: nothing is known of them.",
  },
  "differs.scope.decode": {
    source: recorded("truncated"),
    behaviour:
      "What is no JSON, or not a report's, is told in words of Go's decoder, or taken for something else.",
    differs: "Ours says what is wrong and where.",
  },
  "differs.scope.not-http": {
    source: recorded("not-http"),
    behaviour: "What is no HTTP is told in words of Go's parser.",
    differs: "Ours says so in words of its own.",
  },
  "differs.scope.slow": {
    source: recorded("slow-body"),
    behaviour:
      "A body that comes too slowly is `use of closed network connection`, or one of two other texts.",
    differs: "Ours is always `context deadline exceeded`.",
  },
  "differs.scope.large": {
    source: recorded("big-desc-60m"),
    behaviour: "Half a second is over before the limit is reached, and space behind a report does not count.",
    differs: "Ours counts every byte as it comes, and says which limit it was.",
  },
  "differs.scope.poll": {
    source: registry,
    behaviour: "Plugins are asked one after the other.",
    differs: "Ours asks side by side: one that hangs costs itself only.",
  },
  "differs.scope.handshake": {
    source: "scope/wire/era-C1.json",
    behaviour: "Plugins from before 0.14 are refused.",
    differs: "Ours asks one whose report has no `Plugins` who it is. Its name has to be that of its socket.",
  },
  "differs.scope.failing": {
    source: scenario("controller_fails"),
    behaviour:
      "With the first report that fails the plugin's nodes and controls are dropped; an app shows them for 15 s more.",
    differs:
      "Ours shows them for these 15 s and takes their controls: an answer that was late once changes nothing.",
  },
  "differs.scope.controls": {
    source: scenario("two_controllers"),
    behaviour: "Of two plugins with controls on one node only those of the last one are shown.",
    differs: "Ours shows all.",
  },
  "differs.scope.hidden": {
    source: scenario("hide_control_host"),
    behaviour: "A control of a host that cannot be used any more is shown for 15 s more.",
    differs: "Ours is gone at once, on any node and in either form.",
  },
  "differs.scope.waiting": {
    source: scenario("control_while_polling"),
    behaviour: "A control waits until all plugins have been polled.",
    differs: "Ours never waits for a poll.",
  },
  "differs.scope.clash": {
    source: scenario("topology_clash"),
    behaviour: "Two plugins that call one node by different topologies end the probe.",
    differs: "Ours leaves the later one's node out and blames that plugin.",
  },
  "differs.scope.shortcut.spelling": {
    source: "scope/wire/e2e-app-http.json",
    behaviour: "The documented `ShortcutReport` is passed over.",
    differs: "Ours takes it as it takes `shortcutReport`.",
  },
  "differs.scope.shortcut.checks": {
    source: scenario("shortcut_no_plugins"),
    behaviour:
      "A shortcut is not checked: one without a plugin ends the probe, one of another plugin is shown as its own.",
    differs: "Ours checks it like any report. If it is refused the control has failed, and nothing else.",
  },
  "differs.scope.shortcut.controls": {
    source: scenario("shortcut_other_id"),
    behaviour: "Controls that a shortcut does not repeat are gone until the next report.",
    differs: "Ours has them all until then.",
  },
};
