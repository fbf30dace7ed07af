// Seals a private note so that only the portal can open it: see coaching/sealed_on_phone.py, its other half.

const INFO = new TextEncoder().encode("cmsportal: a note sealed on a phone");
const NONCE = 12;

export const canSeal = () => Boolean(globalThis.crypto?.subtle); // pages without https have none

const toBytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

function toBase64(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

// key: our public key in base64; context: whom and what the note is sealed for.
export async function seal(note, key, context) {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const theirs = await crypto.subtle.importKey("raw", toBytes(key), curve, false, []);
  const own = await crypto.subtle.generateKey(curve, true, ["deriveBits"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", own.publicKey));
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, own.privateKey, 256);
  const drawn = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const from = { name: "HKDF", hash: "SHA-256", salt: point, info: INFO };
  const aes = await crypto.subtle.deriveKey(from, drawn, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(NONCE));
  const encode = (text) => new TextEncoder().encode(text);
  const how = { name: "AES-GCM", iv, additionalData: encode(context) };
  const body = new Uint8Array(await crypto.subtle.encrypt(how, aes, encode(note)));
  const packed = new Uint8Array(point.length + NONCE + body.length);
  packed.set(point);
  packed.set(iv, point.length);
  packed.set(body, point.length + NONCE);
  return toBase64(packed);
}
