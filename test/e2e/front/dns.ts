// A DNS server for nginx, which asks no file of the machine: every name is this machine.

import { createSocket } from 'node:dgram'

const LOOPBACK = [127, 0, 0, 1]
const [HEADER_BYTES, TYPE_AND_CLASS_BYTES] = [12, 4]

/** The answer to a query for one name (RFC 1035): the question again, and one address that holds for a second. */
const answerTo = (query: Buffer): Buffer => {
  const nameEnd = query.indexOf(0, HEADER_BYTES) + 1
  const question = query.subarray(HEADER_BYTES, nameEnd + TYPE_AND_CLASS_BYTES)
  // Answered with recursion, without an error; one question, one answer.
  const header = Buffer.from([0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0])
  // The name of the question, type A, class IN, one second, four bytes.
  const record = Buffer.from([0xc0, HEADER_BYTES, 0, 1, 0, 1, 0, 0, 0, 1, 0, LOOPBACK.length, ...LOOPBACK])
  return Buffer.concat([query.subarray(0, 2), header, question, record])
}

/** Opens the server on loopback. */
export const openDns = async () => {
  const socket = createSocket('udp4')
  socket.on('message', (query, { port, address }) => socket.send(answerTo(query), port, address))
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  const close = () => new Promise<void>((resolve) => socket.close(() => resolve()))
  return { port: socket.address().port, close }
}
