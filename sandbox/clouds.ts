import type { Account } from "./account.ts";
import { openAws } from "./aws/index.ts";
import { openAzure } from "./azure-native/index.ts";
import type { SecretPlace, SecretTarget } from "./doppler/delivery.ts";
import { openDoppler } from "./doppler/index.ts";
import { openGithub } from "./github/index.ts";
import type { CloudProvider, Properties, ResourceType } from "./protocol/resource-type.ts";
import { openVercel } from "./vercel/index.ts";

/** The five clouds, over their state on disk. Nothing is served yet. */
export interface Clouds {
  providers: CloudProvider[];
  github: ReturnType<typeof openGithub>;
  /** Goes on with what the clouds do among themselves and a killed process interrupted. */
  catchUp(): void;
  /** The id of the one resource that exists and that these inputs name. */
  find(type: string, inputs: Properties): string | undefined;
}

/** @param folder where each cloud keeps its state. */
export function openClouds(folder: string, account: Account, secretValues?: Record<string, string>): Clouds {
  const github = openGithub({ folder, account: account.github });
  const doppler = openDoppler({
    folder,
    account: account.doppler,
    target: githubSecrets(github.provider),
    ...(secretValues && { secretValues }),
  });
  const providers = [
    github.provider,
    openAws({ folder, account: account.aws }).provider,
    openAzure({ folder, account: account["azure-native"] }).provider,
    openVercel({ folder, account: account.vercel }).provider,
    doppler.provider,
  ];
  const types = new Map(providers.flatMap((provider) => provider.types).map((type) => [type.token, type]));
  return {
    providers,
    github,
    catchUp: doppler.catchUp,
    find: (type, inputs) => types.get(type)?.find?.(inputs),
  };
}

/** GitHub as Doppler sees it: a place to put secrets, by the same rules that bind everybody. */
function githubSecrets(github: CloudProvider): SecretTarget {
  const typeFor = ({ environment }: SecretPlace): ResourceType => {
    const token = environment
      ? "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret"
      : "github:index/actionsSecret:ActionsSecret";
    const type = github.types.find((one) => one.token === token);
    if (!type) throw new Error(`The sandbox's GitHub does not serve ${token}`);
    return type;
  };
  const idOf = ({ repository, environment }: SecretPlace, name: string) =>
    [repository, environment, name].filter(Boolean).join(":");
  return {
    has: (place, name) => typeFor(place).read(idOf(place, name), {}) !== undefined,
    put: (place, name, value) => {
      typeFor(place).create({ ...place, secretName: name, plaintextValue: value });
    },
    remove: (place, name) => typeFor(place).delete(idOf(place, name), {}),
  };
}
