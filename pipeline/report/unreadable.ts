/** Why a report says nothing: it is missing, cut off, or something else. It never counts as good news. */
export class Unreadable extends Error {
  override name = "Unreadable";
}
