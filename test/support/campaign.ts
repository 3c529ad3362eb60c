// Campaigns: thousands of kills, races, mutations or bombs by hand, a few of each in every test run.
//
//   RHOHAT_CAMPAIGN=1 npx vitest run test/campaigns

/** How many rounds a campaign has now: `few` in every test run, `many` when RHOHAT_CAMPAIGN is set. */
export function rounds(few: number, many: number): number {
  return process.env.RHOHAT_CAMPAIGN === undefined ? few : many;
}
