/** The hosts' command-line tools, each at one exact version. */
export const hostTools = {
  /** npm */
  vercel: "64.0.2",
  /** npm: @railway/cli */
  railway: "5.63.1",
  /** GitHub releases of supabase/cli, by supabase/setup-cli */
  supabase: "3.1.0",
} as const;
