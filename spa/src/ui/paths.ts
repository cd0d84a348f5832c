import type { RegisteredRouter } from '@tanstack/react-router';

/** A path as links name it: index routes without their slash. */
type Plain<Path extends string> = Path extends '/'
  ? Path
  : Path extends `${infer Rest}/`
    ? Rest
    : Path;

/** Every page that there is. */
export type PagePath = Plain<keyof RegisteredRouter['routesByPath']>;
