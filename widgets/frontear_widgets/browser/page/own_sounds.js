// @ts-check
// The student's own sounds, kept in the browser for all lessons as they were sent to Python; the oldest make room.

const SHELF = "sounds";
const MOST_SOUNDS = 16;
const MOST_BYTES = 32e6; // of all; each of them goes to every lesson that is opened
const LARGEST_KEPT = 16e6;

/**
 * Runs `work` on the shelf; null where the browser keeps nothing.
 * @template Result
 * @param {IDBTransactionMode} mode @param {(shelf: IDBObjectStore) => IDBRequest<Result>} work
 * @returns {Promise<Result | null>}
 */
function onShelf(mode, work) {
  return new Promise((resolve) => {
    const give = () => resolve(null);
    try {
      const opening = indexedDB.open("frontear", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore(SHELF, { autoIncrement: true });
      opening.onerror = give;
      opening.onblocked = give;
      opening.onsuccess = () => {
        const database = opening.result;
        try {
          const change = database.transaction(SHELF, mode);
          const request = work(change.objectStore(SHELF));
          change.oncomplete = () => resolve(request.result);
          change.onerror = give;
          change.onabort = give; // full
          change.addEventListener("complete", () => database.close());
          change.addEventListener("abort", () => database.close());
        } catch {
          database.close();
          give();
        }
      };
    } catch {
      give(); // blocked
    }
  });
}

/**
 * All that are kept, the oldest first.
 * @returns {Promise<KeptSound[]>}
 */
export async function ownSounds() {
  return (await onShelf("readonly", (shelf) => shelf.getAll())) ?? [];
}

/** @param {KeptSound} sound */
export async function keepSound(sound) {
  if (sound.bytes.length > LARGEST_KEPT) return;
  await makeRoom(sound.bytes.length);
  await onShelf("readwrite", (shelf) => shelf.add(sound));
}

export async function forgetSounds() {
  await onShelf("readwrite", (shelf) => shelf.clear());
}

/** @param {number} wanted bytes */
async function makeRoom(wanted) {
  const sizes = (await ownSounds()).map(({ bytes }) => bytes.length);
  const keys = (await onShelf("readonly", (shelf) => shelf.getAllKeys())) ?? [];
  const oldest = keys.slice(0, tooMany(sizes, wanted));
  if (oldest.length) await onShelf("readwrite", (shelf) => shelf.delete(IDBKeyRange.upperBound(oldest.at(-1))));
}

/**
 * How many of the oldest have to go before another comes.
 * @param {number[]} sizes in bytes, the oldest first @param {number} wanted bytes of the other
 */
export function tooMany(sizes, wanted) {
  let left = wanted + sizes.reduce((sum, size) => sum + size, 0);
  let gone = 0;
  while (gone < sizes.length && (sizes.length - gone >= MOST_SOUNDS || left > MOST_BYTES)) left -= sizes[gone++];
  return gone;
}
