// The few functions of PDFium that reading text needs, taken from its shared library at run time.
// Declared from the library's documented C interface (public since 2014, stable); nothing is linked.
#pragma once
#include <stddef.h>
#include <stdint.h>

// One character of a page, in the page's own coordinates (points, y upwards).
typedef struct {
    uint32_t scalar;      // Unicode as PDFium says: a scalar or a UTF-16 half, 0 where the font maps to nothing
    float x, y;           // the origin: where the pen stood, on the baseline
    float left, right, bottom, top;  // the loose box: advance width and font height; tight box where there is none
    float size;           // font size in points, scaled by the text matrix
    float angle;          // radians, clockwise
    uint8_t generated;    // 1: put in by PDFium (a guessed space or line end), not in the file
    uint8_t hyphen;       // 1: a hyphen at a line's end
    uint8_t unmapped;     // 1: the font gives no Unicode for it
    uint8_t render_mode;  // 0 fill, 1 stroke, 2 both, 3 invisible, 4-7 the same with clipping, 255 unknown
    uint8_t red, green, blue, alpha;
    int32_t object;       // its place among cpdfium_objects; -1 where that is not known
} cpdfium_char;

// One thing a page draws. Those inside a form follow it.
typedef struct {
    float left, right, bottom, top;  // in the page's coordinates
    uint8_t kind;         // CPDFIUM_TEXT ... CPDFIUM_FORM
    uint8_t filled;       // of a path: 1, a filled rectangle or the like; 2, another filled shape
    uint8_t optional;     // 1: belongs to a layer that may be switched off
    uint8_t clipped;      // 1: `clip` says what it is cut to
    uint8_t red, green, blue, alpha; // of the filling
    float clip_left, clip_right, clip_bottom, clip_top;
} cpdfium_object;

enum { CPDFIUM_TEXT = 1, CPDFIUM_PATH = 2, CPDFIUM_IMAGE = 3, CPDFIUM_SHADING = 4, CPDFIUM_FORM = 5 };

typedef struct cpdfium_document cpdfium_document;

// Error numbers of cpdfium_open, as PDFium numbers them.
enum {
    CPDFIUM_OK = 0, CPDFIUM_UNKNOWN = 1, CPDFIUM_FILE = 2, CPDFIUM_FORMAT = 3, CPDFIUM_PASSWORD = 4,
    CPDFIUM_SECURITY = 5, CPDFIUM_PAGE = 6
};

// Loads libpdfium.so from `path` and starts the library; once a process, later calls answer as the first good one did.
// Returns NULL, or what went wrong (a string that stays valid until the next call on this thread).
// PDFium keeps global state: all calls below are one at a time, which is the caller's to see to.
const char *cpdfium_load(const char *path);

// Opens the document in `bytes`, which must outlive it. NULL on failure, with the reason in `error`.
cpdfium_document *cpdfium_open(const void *bytes, size_t count, unsigned long *error);
void cpdfium_close(cpdfium_document *document);
int cpdfium_page_count(cpdfium_document *document);

// A page and its text; only one is open at a time. 0 or an error number.
int cpdfium_page_open(cpdfium_document *document, int index);
void cpdfium_page_close(cpdfium_document *document);
// As people see the page, in points: turned, and cut to its crop box.
float cpdfium_page_width(cpdfium_document *document);
float cpdfium_page_height(cpdfium_document *document);
// What is seen of the open page, in its own coordinates: left, bottom, right, top. 0 or an error number.
int cpdfium_page_box(cpdfium_document *document, float box[4]);
int cpdfium_char_count(cpdfium_document *document);
// Fills `out` with characters start..<start+count of the open page; returns how many.
int cpdfium_chars(cpdfium_document *document, int start, int count, cpdfium_char *out);

// Lists what the open page draws, in the order of painting, for cpdfium_objects and cpdfium_char.object; at most `limit`
// things. To be called before cpdfium_chars. Returns how many there are.
int cpdfium_list_objects(cpdfium_document *document, int limit);
int cpdfium_objects(cpdfium_document *document, int count, cpdfium_object *out);

// How much each of width * height pixels of the open page changes by the objects marked in `chosen` (one byte for each of
// `count` objects): 0 where the page looks the same without them, 255 at most. 0 or an error number.
int cpdfium_ink(cpdfium_document *document, const uint8_t *chosen, int count, int width, int height, uint8_t *out);
// Where a place of the page is in a picture of width * height pixels.
void cpdfium_pixel(cpdfium_document *document, int width, int height, float x, float y, int *column, int *row);
// Paints the open page in shades of grey. 0 or an error number.
int cpdfium_paint(cpdfium_document *document, int width, int height, uint8_t *out);
