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
} cpdfium_char;

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
int cpdfium_page_rotation(cpdfium_document *document);  // quarter turns clockwise
float cpdfium_page_width(cpdfium_document *document);
float cpdfium_page_height(cpdfium_document *document);
int cpdfium_char_count(cpdfium_document *document);
// Fills `out` with characters start..<start+count of the open page; returns how many.
int cpdfium_chars(cpdfium_document *document, int start, int count, cpdfium_char *out);
