import { askVersion } from "../ask-version.ts";
import { type FindOptions, type FoundEngine, WayClosed } from "../engine.ts";
import { findExecutable } from "../executables.ts";
import { isSupportedEngine, supportedEnginesInWords } from "../version.ts";

/** The engine that is installed on this machine. */
export async function fromPath({ signal }: FindOptions): Promise<FoundEngine> {
  const command = findExecutable("pulumi");
  if (command === undefined) throw new WayClosed("there is no `pulumi` on PATH");
  const found = await askVersion(command, signal);
  if (!isSupportedEngine(found.version)) {
    throw new WayClosed(`${command} is ${found.version}; supported is ${supportedEnginesInWords}`);
  }
  return found;
}
