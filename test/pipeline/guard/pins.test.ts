import { describe, expect, it } from "vitest";
import { pinDifferences, readPins } from "../../../pipeline/guard/pins.ts";

describe("S000-DEPF-01: requirements that pin", () => {
  it.each([
    "fastapi==0.110.0",
    "uvicorn[standard]==0.27.1",
    "zope.interface == 6.2",
    'pywin32==306 ; sys_platform == "win32"',
    "torch==2.2.0+cpu",
    "a==1!2.0.post1  # why",
    "cryptography==42.0.5 --hash=sha256:abc --hash=sha256:def",
    "cryptography==42.0.5 \\\n    --hash=sha256:abc \\\n    --hash=sha256:def",
    "# nothing but words\n\n",
  ])("%j", (line) => {
    expect(readPins(line).faults).toEqual([]);
  });

  it.each([
    "fastapi",
    "fastapi>=0.110",
    "fastapi~=0.110",
    "fastapi==0.110.*",
    "fastapi==0.110,<2",
    "fastapi===0.110",
    "fastapi!=1",
    "-r more.txt",
    "-e .",
    "--index-url https://example.com",
    "git+https://example.com/x.git",
    "x @ https://example.com/x.whl",
    "./local",
    "a==1 b==2",
  ])("refuses %j", (line) => {
    expect(readPins(line).faults).toEqual([`${line} is not pinned as name==version`]);
  });

  it("refuses two versions of one package", () => {
    expect(readPins("a==1\nA==2").faults).toEqual(["a is pinned to 1 and to 2"]);
  });
});

describe("S000-DEPF-02: the lock mirrors exactly", () => {
  const differences = (one: string, other: string) => pinDifferences(readPins(one), readPins(other));

  it("whatever the order, the case and the hashes", () => {
    expect(differences("B_c==1\na==2", "# lock\nA==2 --hash=sha256:x\nb-C==1\n")).toEqual([]);
  });

  it.each([
    ["another version", "a==1", "a==2", ["a is 1, and 2 in the lock"]],
    ["one more in the lock", "a==1", "a==1\nb==1", ["b 1 is in the lock alone"]],
    ["one less", "a==1\nb==1", "a==1", ["b 1 is not in the lock"]],
    ["another extra", "a[x]==1", "a==1", ["a 1 is in the lock alone", "a[x] 1 is not in the lock"]],
    ["another spelling of a version", "a==1.0", "a==1.0.0", ["a is 1.0, and 1.0.0 in the lock"]],
  ])("%s", (_, one, other, expected) => {
    expect(differences(one, other)).toEqual(expected);
  });
});
