import type { Pin } from "../pin.ts";
import { type Tag, UpdateError } from "./github.ts";

/**
 * The tag to pin: the highest release, or the tag of the pin where the repository has no numbered releases. A tag that
 * names a release must stay on its commit.
 *
 * @throws UpdateError where a release was moved to another commit, or its tag is gone
 */
export function tagToPin(name: string, pin: Pin, tags: readonly Tag[]): Tag {
  const same = tags.find((tag) => tag.name === pin.version);
  const newest = tags
    .filter((tag) => numbersOf(tag.name) !== undefined)
    .reduce<Tag | undefined>(
      (best, tag) => (best === undefined || isNewer(tag.name, best.name) ? tag : best),
      undefined,
    );
  if (numbersOf(pin.version) !== undefined && same !== undefined && same.sha !== pin.sha) {
    throw new UpdateError(
      `${name}: the release ${pin.version} was moved from ${pin.sha} to ${same.sha}: find out why before you take either`,
      1,
    );
  }
  if (newest !== undefined && (same === undefined || isNewer(newest.name, pin.version))) return newest;
  if (same === undefined)
    throw new UpdateError(`${name}: its tag ${pin.version} is gone, and there is no release`, 1);
  return same;
}

/** Major, minor and patch of a release's tag; undefined of any other tag, of a preview too. */
function numbersOf(tag: string): readonly number[] | undefined {
  return /^v?(\d+)\.(\d+)\.(\d+)$/.exec(tag)?.slice(1).map(Number);
}

function isNewer(one: string, other: string): boolean {
  const ours = numbersOf(one);
  const theirs = numbersOf(other);
  if (ours === undefined) return false;
  if (theirs === undefined) return true;
  const differing = ours.findIndex((number, index) => number !== theirs[index]);
  return (ours[differing] ?? 0) > (theirs[differing] ?? 0);
}
