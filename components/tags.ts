/** Tags of a cloud resource: whose it is, which stage, who pays, how sensitive its data are. Plain values, never a secret. */
export type Tags = Readonly<Record<string, string>>;
