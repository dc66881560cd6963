// @ts-check
// Colour-blind safe tables, straight lines between: every fifth entry of matplotlib's (at most 4/255 off), and for what
// has a sign ColorBrewer's RdBu, blue below 0 and red above.
/** @type {Record<string, string>} */
const ANCHORS = {
  viridis:
    "44015446085c471063481769481d6f482475472a7a46307e453781433d844142873f48893d4e8a3a538b38598c355e8d33638d31688e" +
    "2e6d8e2c718e2a768e297b8e27808e25848e23898e218e8d20928c1f978b1e9c891fa18821a58524aa8328ae802eb37c35b7793dbc74" +
    "46c06f50c46a5ac86465cb5e70cf577cd25089d54895d840a2da37b0dd2fbddf26cae11fd8e219e5e419f1e51dfde725",
  cividis:
    "00224e002656002a5f002d68003070083370163770203a6f273e6e2e416d34456c3a486c3f4c6c444f6c49536c4e566c535a6d575d6d" +
    "5c616e60646f656870696b716d6f727272747676767a7a787e7d788381798885788d8878928c789690779b9476a09875a59c74aaa073" +
    "afa471b5a86fbaac6dbfb06bc4b468c9b965cfbd62d4c15fdac65bdfca57e5cf52ead34cf0d846f6dd3ffce236fee838",
  signed: "0530612166ac4393c392c5ded1e5f0f7f7f7fddbc7f4a582d6604db2182b67001f",
};

/**
 * The table as 256 RGBA pixels, ready for ImageData.
 * @param {string} name
 */
export function colourTable(name) {
  const anchors = (ANCHORS[name].match(/../g) ?? []).map((hex) => Number.parseInt(hex, 16));
  const last = anchors.length / 3 - 1;
  const bytes = new Uint8ClampedArray(1024).fill(255);
  for (let level = 0; level < 256; level++) {
    const place = (level / 255) * last;
    const before = Math.min(Math.floor(place), last - 1);
    const share = place - before;
    for (let part = 0; part < 3; part++) {
      const from = anchors[3 * before + part];
      const to = anchors[3 * before + 3 + part];
      bytes[4 * level + part] = from + share * (to - from);
    }
  }
  return new Uint32Array(bytes.buffer);
}
