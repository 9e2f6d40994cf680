import type { Resource } from "../form/resource.ts";
import { ofAny, ofAzureType, ofType, type TypeTest } from "../form/type.ts";
import { asList, at, isRecord, isText, type Properties, type Value } from "../form/value.ts";

/** A name with a value that a cloud hands to workflows, to an app or to a site. */
export interface Setting {
  /** What holds it, in the words of its cloud. */
  kind: string;
  name: string;
  value: Value | undefined;
  /** Whether people with access to the cloud can read the value back. */
  readable: boolean;
}

const githubSecret = ofType(
  ...["ActionsSecret", "ActionsEnvironmentSecret", "ActionsOrganizationSecret"].map(githubToken),
);
const githubVariable = ofType(
  ...["ActionsVariable", "ActionsEnvironmentVariable", "ActionsOrganizationVariable"].map(githubToken),
);
const vercelVariable = ofType(
  "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable",
  "vercel:index/sharedEnvironmentVariable:SharedEnvironmentVariable",
);
const vercelVariables = ofType("vercel:index/projectEnvironmentVariables:ProjectEnvironmentVariables");
const dopplerSecret = ofType("doppler:index/secret:Secret");
const app = ofAzureType("web", "WebApp", "WebAppSlot");
const appSettings = ofAzureType("web", "WebAppApplicationSettings", "WebAppApplicationSettingsSlot");
const appConnections = ofAzureType("web", "WebAppConnectionStrings", "WebAppConnectionStringsSlot");

const readers: readonly { is: TypeTest; read(properties: Properties): Setting[] }[] = [
  { is: githubSecret, read: (from) => one("GitHub secret", from["secretName"], undefined, false) },
  {
    is: githubVariable,
    read: (from) => one("GitHub variable", from["variableName"], from["value"], true),
  },
  { is: vercelVariable, read: vercel },
  { is: vercelVariables, read: (from) => records(from["variables"]).flatMap(vercel) },
  { is: dopplerSecret, read: (from) => one("Doppler secret", from["name"], from["value"], false) },
  {
    is: app,
    read: (from) => [
      ...records(at(from, "siteConfig.appSettings")).flatMap((each) =>
        one("App setting", each["name"], each["value"], true),
      ),
      ...records(at(from, "siteConfig.connectionStrings")).flatMap((each) =>
        one("Connection string", each["name"], each["connectionString"], true),
      ),
    ],
  },
  { is: appSettings, read: (from) => entries("App setting", from["properties"], (value) => value) },
  {
    is: appConnections,
    read: (from) =>
      entries("Connection string", from["properties"], (each) => (isRecord(each) ? each["value"] : each)),
  },
];

/** The settings that a resource carries; one whose name is not known is left out until the update knows it. */
export function settingsOf(resource: Resource): Setting[] {
  return readers.filter(({ is }) => is(resource)).flatMap(({ read }) => read(resource.properties));
}

/** Resources that keep a value secret by themselves, and the properties that hold it. */
const keepers: readonly { is: TypeTest; properties: readonly string[] }[] = [
  {
    is: ofAny(githubSecret, ({ type }) => /^github:index\/(codespaces|dependabot)\w*Secret:/.test(type)),
    properties: ["plaintextValue", "encryptedValue", "value", "valueEncrypted"],
  },
  { is: dopplerSecret, properties: ["value"] },
  { is: ofType("aws:secretsmanager/secretVersion:SecretVersion"), properties: ["secretString"] },
  { is: ofAzureType("keyvault", "Secret"), properties: ["properties"] },
];

/** The properties of a resource that people can read back in its cloud. */
export function readableProperties(resource: Resource): Properties {
  const hidden = keepers.filter(({ is }) => is(resource)).flatMap(({ properties }) => properties);
  const secret = vercelVariable(resource) && resource.properties["sensitive"] === true ? ["value"] : [];
  const kept = [...hidden, ...secret];
  const readable = Object.entries(resource.properties).filter(([name]) => !kept.includes(name));
  if (!vercelVariables(resource)) return Object.fromEntries(readable);
  const variables = records(resource.properties["variables"]).filter((each) => each["sensitive"] !== true);
  return { ...Object.fromEntries(readable), variables };
}

function githubToken(name: string): string {
  return `github:index/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;
}

function one(kind: string, name: Value | undefined, value: Value | undefined, readable: boolean): Setting[] {
  return isText(name) ? [{ kind, name, value, readable }] : [];
}

function vercel(from: Properties): Setting[] {
  return one("Vercel variable", from["key"], from["value"], from["sensitive"] !== true);
}

function entries(kind: string, map: Value | undefined, read: (value: Value) => Value | undefined): Setting[] {
  if (!isRecord(map)) return [];
  return Object.entries(map).flatMap(([name, value]) => one(kind, name, read(value), true));
}

function records(list: Value | undefined): Properties[] {
  return asList(list).filter(isRecord);
}
