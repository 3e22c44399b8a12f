import { ENV } from '../names.ts'

/**
 * The value of an environment variable of the functions, by its key in ENV.
 * @throws Error where it is not set; the stack sets it, so that is a fault of the deployment
 */
export const environment = (key: keyof typeof ENV): string => {
  const value = process.env[ENV[key]]
  if (value !== undefined && value !== '') return value
  // A root may be empty: the bucket's root.
  if (value === '' && (key === 'rootDirectory' || key === 'storagePath')) return value
  throw new Error(`the environment variable ${ENV[key]} is not set; deploy the stack again`)
}
