/** What XML 1.0 has no way to say: most control characters, halves of surrogate pairs, U+FFFE and U+FFFF. */
const IMPOSSIBLE = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text between tags. What XML cannot hold becomes U+FFFD. `>` is escaped too, because of `]]>`; so are carriage returns, which parsers turn into line feeds. */
export function xmlText(text: string): string {
  return text
    .replace(IMPOSSIBLE, '\u{FFFD}')
    .replace(/[&<>]/g, (character) => ENTITIES[character] ?? character)
    .replaceAll('\r', '&#13;');
}

/** An element. `content` is XML; attributes that are undefined are left out. */
export function xmlElement(name: string, attributes: Readonly<Record<string, string | number | undefined>>, content = ''): string {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const head = `${name}${given.map(([key, value]) => ` ${key}="${attributeText(String(value))}"`).join('')}`;
  return content === '' ? `<${head}/>` : `<${head}>${content}</${name}>`;
}

/** Parsers turn white space of an attribute into spaces unless it is escaped. */
function attributeText(text: string): string {
  return xmlText(text)
    .replaceAll('"', '&quot;')
    .replace(/[\t\n]/g, (character) => `&#${character.charCodeAt(0)};`);
}
