// Which latents are active too often: a feature of the data is rare, what is on for every tenth example seldom one.

/** The density above which a latent is dense, as SAELens counts them. */
export const DENSE = 0.1;

/** How many latents are dense: #{j : density_j > .1}. @param density - the share of examples on which each is active, [units] */
export const denseLatents = (density: ArrayLike<number>): number =>
  Array.from(density).filter((share) => share > DENSE).length;
