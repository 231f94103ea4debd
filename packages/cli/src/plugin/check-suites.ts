import {
  connectController,
  connectEvent,
  connectFlavor,
  connectGroup,
  connectInstance,
  connectL4,
  connectManager,
  connectMetadata,
  connectResource,
  connectUpdatable,
} from "@infrakit/infrakit/operator";
import {
  controllerCases,
  eventCases,
  flavorCases,
  groupCases,
  instanceCases,
  l4Cases,
  managerCases,
  metadataCases,
  resourceCases,
  updatableCases,
  wireCases,
} from "@infrakit/testing/conformance";
import { eventInputs } from "./check-events.ts";
import { controllerInputs, groupInputs, instanceInputs, l4Inputs, propertiesFor } from "./check-documents.ts";
import { type Suite, suiteOf } from "./check-suite.ts";
import { connectWire } from "./check-wire.ts";

/** For plugins of which nothing must be known. */
const none = (): Readonly<Record<never, never>> => ({});

/** Suites by the name of the interface that they are for. */
export const suites: Readonly<Record<string, Suite>> = {
  Wire: suiteOf({
    makes: false,
    cases: wireCases,
    connect: ({ address }) => connectWire(address),
    inputs: none,
  }),
  Instance: suiteOf({
    makes: true,
    cases: instanceCases,
    connect: ({ connection }, name) => connectInstance(connection, name),
    inputs: instanceInputs,
  }),
  Flavor: suiteOf({
    makes: false,
    cases: flavorCases,
    connect: ({ connection }, name) => connectFlavor(connection, name),
    inputs: propertiesFor,
  }),
  Group: suiteOf({
    makes: true,
    cases: groupCases,
    connect: ({ connection }, name) => connectGroup(connection, name),
    inputs: groupInputs,
  }),
  Controller: suiteOf({
    makes: true,
    cases: controllerCases,
    connect: ({ connection }, name) => connectController(connection, name),
    inputs: controllerInputs,
  }),
  Metadata: suiteOf({
    makes: false,
    cases: metadataCases,
    connect: ({ connection }, name) => connectMetadata(connection, name),
    inputs: none,
  }),
  Updatable: suiteOf({
    makes: true,
    cases: updatableCases,
    connect: ({ connection }, name) => connectUpdatable(connection, name),
    inputs: none,
  }),
  Resource: suiteOf({
    makes: true,
    cases: resourceCases,
    connect: ({ connection }) => connectResource(connection),
    inputs: propertiesFor,
  }),
  L4: suiteOf({
    makes: true,
    cases: l4Cases,
    connect: ({ connection }, name) => connectL4(connection, name),
    inputs: l4Inputs,
  }),
  Stack: suiteOf({
    makes: false,
    cases: managerCases,
    connect: ({ connection }) => connectManager(connection),
    inputs: none,
  }),
  /** Last: something has to happen of which they can tell. */
  Event: suiteOf({
    makes: false,
    cases: eventCases,
    connect: ({ connection }, name) => connectEvent(connection, name),
    inputs: eventInputs,
  }),
};
