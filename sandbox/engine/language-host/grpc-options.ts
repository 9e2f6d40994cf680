import type { ChannelOptions, Server } from "@grpc/grpc-js";
import { ServerCredentials } from "@grpc/grpc-js";

/** The engine sends whole stacks in one message, so the library's limit of 4 MB must go: -1 is none. */
export const noSizeLimit: ChannelOptions = {
  "grpc.max_receive_message_length": -1,
  "grpc.max_send_message_length": -1,
};

/** Binds to a free port of this machine and returns it. */
export function bindLocally(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
      if (error) reject(error);
      else resolve(port);
    });
  });
}
