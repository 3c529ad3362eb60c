// Light and dark: the colours of figures. Text stands at least 4.5 to 1 against the background.

/** Light or dark. */
export type ThemeName = "light" | "dark";

/** The colours of a figure. */
export interface Theme {
  readonly background: string;
  /** Text and what is looked at first */
  readonly ink: string;
  /** Text beside it */
  readonly faint: string;
  /** Lines behind it */
  readonly grid: string;
  /** Colours that differ in brightness too, and for the colour-blind (after Okabe and Ito) */
  readonly palette: readonly string[];
}

/** The colours by name. */
export const themes: Readonly<Record<ThemeName, Theme>> = {
  light: {
    background: "#ffffff",
    ink: "#222",
    faint: "#555",
    grid: "#d8d8d8",
    palette: ["#222222", "#0072b2", "#009e73", "#d55e00", "#cc79a7", "#e69f00", "#56b4e9"],
  },
  dark: {
    background: "#16171a",
    ink: "#ececec",
    faint: "#b0b4bb",
    grid: "#3a3d45",
    palette: ["#ececec", "#56b4e9", "#2fc297", "#ff8a45", "#e39cc6", "#e6b422", "#9fc9ff"],
  },
};
