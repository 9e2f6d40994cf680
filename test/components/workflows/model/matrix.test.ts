import { expect, it } from "vitest";
import { jobsOfMatrix, matrix } from "../../../../components/workflows/model/matrix.ts";

const vectors = { arch: ["x64", "arm"], os: ["linux", "mac"] };

it("makes one job per combination, the last vector fastest", () => {
  expect(jobsOfMatrix(matrix(vectors)).map(({ named }) => Object.values(named))).toEqual([
    ["x64", "linux"],
    ["x64", "mac"],
    ["arm", "linux"],
    ["arm", "mac"],
  ]);
});

it("an entry of include adds to the combinations that it fits, and does not show in their names", () => {
  const [first, second] = jobsOfMatrix(matrix(vectors, [{ arch: "x64", os: "linux", publish: true }]));
  expect(first).toEqual({ named: { arch: "x64", os: "linux" }, extra: { publish: true } });
  expect(second?.extra).toEqual({});
});

it("an entry that fits none is a job of its own", () => {
  const jobs = jobsOfMatrix(matrix(vectors, [{ fast: true, os: "windows" }, { all: 1 }]));
  expect(jobs).toHaveLength(5);
  expect(jobs[4]).toEqual({ named: { os: "windows", fast: true }, extra: {} });
  expect(jobs[0]?.extra).toEqual({ all: 1 });
});

it("can be made of entries alone", () => {
  const two = matrix({}, [{ node: 22 }, { node: 24, fast: true }]);
  expect(jobsOfMatrix(two).map(({ named }) => named)).toEqual([{ node: 22 }, { node: 24, fast: true }]);
  expect(two.values.fast.source).toBe("matrix.fast");
});
