import protobuf from 'protobufjs/minimal.js';

/**
 * Protobuf messages by field tables: the library reads varints and lengths, a table says what each field of a message means.
 * Unknown fields are skipped, as protobuf asks. Byte fields are views into the file, never copies.
 */
type Reader = protobuf.Reader;

/** Reads one occurrence of a field, whose wire type is given, into the message. */
type FieldReader<T> = (message: T, reader: Reader, wireType: number) => void;

/** The fields of a message, by number. */
export type FieldTable<T> = Readonly<Record<number, FieldReader<T>>>;

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

function expectWire(reader: Reader, found: number, wanted: number): void {
  if (found !== wanted) throw new Error(`field of wire type ${found} where ${wanted} is expected, at byte ${reader.pos}`);
}

/** Reads `table`'s message from all of `bytes` (fields of a singular message that comes twice are merged). */
export function readMessage<T>(table: FieldTable<T>, message: T, bytes: Uint8Array): T {
  return readFields(table, message, new protobuf.Reader(bytes), bytes.length, 0);
}

function readFields<T>(table: FieldTable<T>, message: T, reader: Reader, end: number, depth: number): T {
  if (depth > 64) throw new Error('messages nested more than 64 deep');
  while (reader.pos < end) {
    const tag = reader.uint32();
    const field = table[tag >>> 3];
    if (field) field(message, reader, tag & 7);
    else reader.skipType(tag & 7, depth, tag >>> 3);
  }
  if (reader.pos !== end) throw new Error(`a message runs past its end, at byte ${reader.pos}`);
  return message;
}

function endOf(reader: Reader): number {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len) throw new Error(`a field of ${length} bytes at byte ${reader.pos} runs past the end of the file`);
  return end;
}

/** A string field. */
export function text<T>(store: (message: T, value: string) => void): FieldReader<T> {
  return (message, reader, wire) => {
    expectWire(reader, wire, LENGTH);
    store(message, reader.string());
  };
}

/** A bytes field: a view into the file. */
export function bytes<T>(store: (message: T, value: Uint8Array) => void): FieldReader<T> {
  return (message, reader, wire) => {
    expectWire(reader, wire, LENGTH);
    store(message, reader.bytes());
  };
}

function readInteger(reader: Reader): number {
  return Number(reader.int64());
}

/** An int32 or int64 field; values beyond 2^53 are rounded (they only occur as "to the end" in slices). */
export function integer<T>(store: (message: T, value: number) => void): FieldReader<T> {
  return (message, reader, wire) => {
    expectWire(reader, wire, VARINT);
    store(message, readInteger(reader));
  };
}

/** A float field. */
export function real<T>(store: (message: T, value: number) => void): FieldReader<T> {
  return (message, reader, wire) => {
    expectWire(reader, wire, FIXED32);
    store(message, reader.float());
  };
}

/** Repeated int32, int64 or uint64, packed or not. */
export function integers<T>(list: (message: T) => number[]): FieldReader<T> {
  return (message, reader, wire) => {
    const values = list(message);
    if (wire !== LENGTH) {
      expectWire(reader, wire, VARINT);
      values.push(readInteger(reader));
      return;
    }
    const end = endOf(reader);
    while (reader.pos < end) values.push(readInteger(reader));
    if (reader.pos !== end) throw new Error(`a packed list runs past its end, at byte ${reader.pos}`);
  };
}

function fixed<T>(size: 4 | 8, list: (message: T) => Uint8Array[]): FieldReader<T> {
  const single = size === 4 ? FIXED32 : FIXED64;
  return (message, reader, wire) => {
    if (wire !== LENGTH) expectWire(reader, wire, single);
    const end = wire === LENGTH ? endOf(reader) : reader.pos + size;
    if ((end - reader.pos) % size !== 0 || end > reader.len) throw new Error(`a list of numbers is cut short, at byte ${reader.pos}`);
    list(message).push(reader.buf.subarray(reader.pos, end));
    reader.pos = end;
  };
}

/** Repeated float, packed or not: the little-endian bytes, as pieces of the file. */
export function floatPieces<T>(list: (message: T) => Uint8Array[]): FieldReader<T> {
  return fixed(4, list);
}

/** Repeated double, packed or not: the little-endian bytes, as pieces of the file. */
export function doublePieces<T>(list: (message: T) => Uint8Array[]): FieldReader<T> {
  return fixed(8, list);
}

/** A message field; `target` gives the object to read into (a new one, or the present one to merge with). */
export function nested<T, U>(table: () => FieldTable<U>, target: (message: T) => U): FieldReader<T> {
  return (message, reader, wire) => {
    expectWire(reader, wire, LENGTH);
    const end = endOf(reader);
    readFields(table(), target(message), reader, end, 1);
  };
}
