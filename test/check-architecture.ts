import { isBuiltin } from "node:module";
import { posix } from "node:path";
import { type Rule, table, testRule } from "./architecture-table.ts";
import { importsOf } from "./imports-of.ts";

/** One package as it lies in the tree. */
export interface PackageSource {
  /** Name of its folder below `packages`. */
  readonly name: string;
  readonly manifest: Manifest;
  readonly files: readonly SourceFile[];
}

/** The parts of a `package.json` that name other packages. */
export interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** A TypeScript file, its path seen from the package. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Every breach of the arrow table in a package, in words. */
export function checkPackage(source: PackageSource): readonly string[] {
  const rule = table[source.name];
  if (rule === undefined) return [`packages/${source.name}: it has no row in the arrow table`];
  return [
    ...checkManifest(source, rule),
    ...source.files.flatMap((file) => checkFile(source, rule, file)),
    ...checkDoors(source, rule),
  ];
}

function checkManifest({ name, manifest }: PackageSource, rule: Rule): readonly string[] {
  const breaches = declared(manifest)
    .filter((other) => !isLibrary(rule, other) && !rule.imports.some((entry) => packageOf(entry) === other))
    .map((other) => `packages/${name}/package.json depends on "${other}": the arrow table does not allow it`);
  const isNamed = manifest.name === `@infrakit/${name}`;
  return isNamed ? breaches : [`packages/${name}/package.json: its name is "${manifest.name}"`, ...breaches];
}

function declared({ dependencies, peerDependencies, optionalDependencies }: Manifest): readonly string[] {
  return Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
}

function checkFile(source: PackageSource, rule: Rule, { path, text }: SourceFile): readonly string[] {
  return importsOf(text).flatMap((specifier) => {
    const why = specifier === undefined ? unknownImport(path) : whyNot(source, rule, { path, specifier });
    if (why === undefined) return [];
    return [
      `packages/${source.name}/${path} imports ${specifier === undefined ? "something" : `"${specifier}"`}: ${why}`,
    ];
  });
}

/** Tests may load what they are told to. */
function unknownImport(path: string): string | undefined {
  return isTest(path) ? undefined : "the specifier is not a literal, so nobody can check it";
}

interface Import {
  readonly path: string;
  readonly specifier: string;
}

/** Why a file may not import something; `undefined` if it may. */
function whyNot(source: PackageSource, rule: Rule, { path, specifier }: Import): string | undefined {
  if (isTest(path)) return whyNotInTest(source, rule, { path, specifier });
  const folder = Object.entries(rule.folders ?? {}).find(([name]) => path.startsWith(`src/${name}/`))?.[1];
  const applies: Rule = folder ?? rule;
  if (specifier.startsWith(".")) {
    const target = posix.join(posix.dirname(path), specifier);
    if (!target.startsWith("src/")) return "it leads out of src";
    const isOwn = folder?.own.some((name) => target.startsWith(`src/${name}/`)) ?? true;
    return isOwn ? undefined : "the folder may not import that part of its package";
  }
  if (isBuiltin(specifier)) return whyNotBuiltin(applies, specifier);
  if (!specifier.startsWith("@infrakit/")) return whyNotLibrary(source, applies, specifier);
  if (!allows(applies, specifier)) return "the arrow table does not allow it";
  return isDeclared(source, specifier) ? undefined : "package.json does not list it";
}

function whyNotBuiltin({ builtins }: Rule, specifier: string): string | undefined {
  if (!specifier.startsWith("node:")) return `it is written "node:${specifier}"`;
  const isAllowed = builtins === undefined || builtins.includes(specifier);
  return isAllowed ? undefined : "this part must not know Node";
}

function whyNotLibrary(source: PackageSource, rule: Rule, specifier: string): string | undefined {
  if (!isLibrary(rule, packageOf(specifier))) return "the arrow table does not list that library";
  return isDeclared(source, specifier) ? undefined : "package.json does not list it";
}

/** Tests know their own package, what it may import, the testing package and any part of Node. */
function whyNotInTest(source: PackageSource, rule: Rule, { path, specifier }: Import): string | undefined {
  if (specifier.startsWith(".")) {
    const target = posix.join("packages", source.name, posix.dirname(path), specifier);
    const isNear = target.startsWith(`packages/${source.name}/`) || target.startsWith("test/");
    return isNear ? undefined : "it leads into another package";
  }
  const name = packageOf(specifier);
  const isKnown =
    isBuiltin(specifier) ||
    name === source.manifest.name ||
    [rule, testRule].some((each) => isLibrary(each, name) || allows(each, specifier));
  return isKnown ? undefined : "the arrow table does not allow it, to tests neither";
}

/** A library that is imported in two files is hard to replace. */
function checkDoors({ name, files }: PackageSource, rule: Rule): readonly string[] {
  return (rule.libraries ?? []).flatMap((library) => {
    const doors = files.filter(
      ({ path, text }) =>
        !isTest(path) && importsOf(text).some((other) => other !== undefined && packageOf(other) === library),
    );
    const paths = doors.map(({ path }) => path).join(", ");
    return doors.length < 2
      ? []
      : [`packages/${name} imports "${library}" in ${doors.length} files: ${paths}`];
  });
}

function isTest(path: string): boolean {
  return path.endsWith(".test.ts") || path.startsWith("test/");
}

function isLibrary({ libraries = [] }: Rule, name: string): boolean {
  return libraries.includes(name);
}

function isDeclared({ manifest }: PackageSource, specifier: string): boolean {
  return declared(manifest).includes(packageOf(specifier));
}

function allows({ imports }: Rule, specifier: string): boolean {
  return imports.some((entry) =>
    entry.endsWith("/*") ? specifier.startsWith(entry.slice(0, -1)) : specifier === entry,
  );
}

/** `@infrakit/spi/data` → `@infrakit/spi`, `undici/lib/x` → `undici`. */
function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}
