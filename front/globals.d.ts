import type { FrontSettings } from './front-settings.ts'

declare global {
  /** What the function knows of its deployment; front-function.ts writes it at the end of the code. */
  const FRONT: FrontSettings
}
