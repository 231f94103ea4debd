import { FakeFlavor, FakeInstances } from "@infrakit/testing";
import { expect, test } from "vitest";
import { gatherByLookup } from "./given-plugins.ts";

test("gatherByLookup() puts objects together when they share the first part of their names", () => {
  const [a, small, b] = [new FakeInstances(), new FakeInstances(), new FakeInstances()];
  const flavor = new FakeFlavor();
  const gathered = gatherByLookup({ instances: { a, "a/small": small, b }, flavors: { "a/x/y": flavor } });
  expect([...gathered]).toEqual([
    ["a", { instance: { ".": a, small }, flavor: { "x/y": flavor } }],
    ["b", { instance: { ".": b } }],
  ]);
});
