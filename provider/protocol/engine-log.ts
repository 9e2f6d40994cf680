import grpc from "@grpc/grpc-js";
import clients from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import pb from "@pulumi/pulumi/proto/engine_pb.js";
import type { Log } from "./resource.ts";

/** The engine's log, for one resource. @param address host:port of the engine. */
export function engineLog(address: string, urn: string): Log {
  const client = new clients.EngineClient(address, grpc.credentials.createInsecure());
  const severities = { info: pb.LogSeverity.INFO, warning: pb.LogSeverity.WARNING };
  return (severity, message) =>
    new Promise((resolve) => {
      const request = new pb.LogRequest().setSeverity(severities[severity]).setMessage(message).setUrn(urn);
      // What was done must reach the state, even when nobody can be told of it any more.
      client.log(request, () => resolve());
    });
}
