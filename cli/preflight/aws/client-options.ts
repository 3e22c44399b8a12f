/** What all clients have in common. Without endpoint and credentials they take those of the SDK's default chain. */
export interface ClientOptions {
  readonly endpoint?: string
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
  readonly region?: string
  readonly forcePathStyle?: boolean
}
