// What the npm package exports: the construct, and the types of what it takes and has.

export type { LayoutId } from '../lambda/names/layouts.ts'
export type { AuthMode } from '../lambda/names/modes.ts'
export type { Alarms } from './alarms.ts'
export type { CloudFrontFront, CloudFrontProps } from './cloudfront.ts'
export type { Notify } from './notification.ts'
export { RegistryIndex, type RegistryIndexProps } from './registry-index.ts'
export type { NetworkProps, RegistrySignInProps } from './registry-sign-in.ts'
export type { Tables } from './tables.ts'
