import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  Server,
  type StatusObject,
  status,
} from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb.js";
import pb from "@pulumi/pulumi/proto/language_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import version from "@pulumi/pulumi/version.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { Children } from "./children.ts";
import { bindLocally, noSizeLimit } from "./grpc-options.ts";
import { programDependencies } from "./program-dependencies.ts";
import { runPlugin } from "./run-plugin.ts";
import { type Addresses, runProgram } from "./run-program.ts";

export interface LanguageHost {
  /** The port on 127.0.0.1. */
  readonly port: number;
  /** Stops the programs that run, then the server. */
  stop(): Promise<void>;
}

/**
 * Serves Pulumi's LanguageRuntime for programs, policy packs and providers that Node itself can run.
 *
 * What only code generation needs (GenerateProject, Pack and the like) is not served and answers UNIMPLEMENTED.
 */
export async function serveLanguageHost(addresses: Addresses): Promise<LanguageHost> {
  const children = new Children();
  let engine = addresses.engine;

  const handshake: handleUnaryCall<pb.LanguageHandshakeRequest, pb.LanguageHandshakeResponse> = (
    { request },
    answer,
  ) => {
    engine = request.getEngineAddress();
    answer(null, new pb.LanguageHandshakeResponse());
  };

  const run: handleUnaryCall<pb.RunRequest, pb.RunResponse> = (call, answer) => {
    runProgram(call.request, { ...addresses, engine }, children, (stop) => call.on("cancelled", stop)).then(
      (response) => answer(null, response),
      (error: unknown) => answer(asStatus(error)),
    );
  };

  const runPluginCall: handleServerStreamingCall<pb.RunPluginRequest, pb.RunPluginResponse> = (call) => {
    runPlugin(call, children).catch((error: unknown) => call.emit("error", asStatus(error)));
  };

  const cancel: handleUnaryCall<empty.Empty, empty.Empty> = (_, answer) => {
    children.stopAll().then(() => answer(null, new empty.Empty()));
  };

  const server = new Server(noSizeLimit);
  server.addService(LanguageRuntimeService, {
    handshake,
    run,
    runPlugin: runPluginCall,
    cancel,
    getPluginInfo,
    getRequiredPackages,
    getRequiredPlugins,
    about,
    installDependencies,
    getProgramDependencies,
    runtimeOptionsPrompts,
    template,
  });
  return {
    port: await bindLocally(server),
    async stop() {
      await children.stopAll();
      server.forceShutdown();
    },
  };
}

const getPluginInfo: handleUnaryCall<empty.Empty, plugin.PluginInfo> = (_, answer) => {
  const info = new plugin.PluginInfo();
  info.setVersion(version.version);
  answer(null, info);
};

/**
 * Names no package, so that the engine downloads no provider before it starts the program. It looks for a provider
 * when the program's first resource of it registers; in a sandbox that one is attached and nothing is downloaded.
 */
const getRequiredPackages: handleUnaryCall<pb.GetRequiredPackagesRequest, pb.GetRequiredPackagesResponse> = (
  _,
  answer,
) => answer(null, new pb.GetRequiredPackagesResponse());

const getRequiredPlugins: handleUnaryCall<pb.GetRequiredPluginsRequest, pb.GetRequiredPluginsResponse> = (
  _,
  answer,
) => answer(null, new pb.GetRequiredPluginsResponse());

const about: handleUnaryCall<pb.AboutRequest, pb.AboutResponse> = (_, answer) => {
  const response = new pb.AboutResponse();
  response.setExecutable(process.execPath);
  response.setVersion(process.version);
  response.getMetadataMap().set("languageHost", "gatehouse").set("packagemanager", "npm");
  answer(null, response);
};

const installDependencies: handleServerStreamingCall<
  pb.InstallDependenciesRequest,
  pb.InstallDependenciesResponse
> = (call) => {
  const message = new pb.InstallDependenciesResponse();
  const directory = call.request.getInfo()?.getProgramDirectory() || call.request.getDirectory();
  message.setStdout(Buffer.from(`Nothing is installed from here: run \`npm ci\` in ${directory}.\n`));
  call.write(message);
  call.end();
};

const getProgramDependencies: handleUnaryCall<
  pb.GetProgramDependenciesRequest,
  pb.GetProgramDependenciesResponse
> = ({ request }, answer) => {
  const directory = request.getInfo()?.getProgramDirectory() || request.getPwd();
  const response = new pb.GetProgramDependenciesResponse();
  for (const { name, version: installed } of programDependencies(
    directory,
    request.getTransitivedependencies(),
  )) {
    const info = new pb.DependencyInfo();
    info.setName(name);
    info.setVersion(installed);
    response.addDependencies(info);
  }
  answer(null, response);
};

const runtimeOptionsPrompts: handleUnaryCall<pb.RuntimeOptionsRequest, pb.RuntimeOptionsResponse> = (
  _,
  answer,
) => answer(null, new pb.RuntimeOptionsResponse());

const template: handleUnaryCall<pb.TemplateRequest, pb.TemplateResponse> = (_, answer) =>
  answer(null, new pb.TemplateResponse());

/** The engine shows `details` to the user as they are, so a stack of this host does not belong there. */
function asStatus(error: unknown): Partial<StatusObject> {
  return { code: status.UNKNOWN, details: error instanceof Error ? error.message : `${error}` };
}
