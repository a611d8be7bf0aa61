import protobuf from 'protobufjs/minimal.js';

const LENGTH = 2;
const tag = (field: number): number => (field << 3) | LENGTH;

/**
 * The file with one more output, any tensor of the graph. A message that comes twice is merged, as protobuf asks: so it is enough to
 * append a graph (field 7) of one output (field 12) that has a name (field 1).
 */
export function appendOutput(file: Uint8Array, name: string): Uint8Array {
  const writer = protobuf.Writer.create();
  writer.uint32(tag(7)).fork().uint32(tag(12)).fork().uint32(tag(1)).string(name).ldelim().ldelim();
  const added = writer.finish();
  const result = new Uint8Array(file.length + added.length);
  result.set(file);
  result.set(added, file.length);
  return result;
}
