#include "CPDFium.h"
#include <dlfcn.h>
#include <pthread.h>
#include <math.h>
#include <stdlib.h>

typedef struct {
    int version;
    const char **font_paths;
    void *isolate;
    unsigned int embedder_slot;
    void *platform;
    int renderer;
} library_config;

typedef struct { float left, top, right, bottom; } rectangle;
typedef struct { float a, b, c, d, e, f; } matrix;

// Name, result, parameters: the whole of what is used.
#define FUNCTIONS(F)                                                                                        \
    F(FPDF_InitLibraryWithConfig, void, (const library_config *))                                          \
    F(FPDF_LoadMemDocument64, void *, (const void *, size_t, const char *))                                \
    F(FPDF_CloseDocument, void, (void *))                                                                  \
    F(FPDF_GetLastError, unsigned long, (void))                                                            \
    F(FPDF_GetPageCount, int, (void *))                                                                    \
    F(FPDF_LoadPage, void *, (void *, int))                                                                \
    F(FPDF_ClosePage, void, (void *))                                                                      \
    F(FPDF_GetPageWidthF, float, (void *))                                                                 \
    F(FPDF_GetPageHeightF, float, (void *))                                                                \
    F(FPDFPage_GetRotation, int, (void *))                                                                 \
    F(FPDFText_LoadPage, void *, (void *))                                                                 \
    F(FPDFText_ClosePage, void, (void *))                                                                  \
    F(FPDFText_CountChars, int, (void *))                                                                  \
    F(FPDFText_GetUnicode, unsigned int, (void *, int))                                                    \
    F(FPDFText_IsGenerated, int, (void *, int))                                                            \
    F(FPDFText_IsHyphen, int, (void *, int))                                                               \
    F(FPDFText_HasUnicodeMapError, int, (void *, int))                                                     \
    F(FPDFText_GetFontSize, double, (void *, int))                                                         \
    F(FPDFText_GetCharAngle, float, (void *, int))                                                         \
    F(FPDFText_GetCharOrigin, int, (void *, int, double *, double *))                                      \
    F(FPDFText_GetCharBox, int, (void *, int, double *, double *, double *, double *))                     \
    F(FPDFText_GetLooseCharBox, int, (void *, int, rectangle *))                                           \
    F(FPDFText_GetMatrix, int, (void *, int, matrix *))                                                    \
    F(FPDFText_GetFillColor, int, (void *, int, unsigned *, unsigned *, unsigned *, unsigned *))           \
    F(FPDFText_GetTextObject, void *, (void *, int))                                                       \
    F(FPDFTextObj_GetTextRenderMode, int, (void *))

static struct {
#define POINTER(name, result, parameters) result (*name) parameters;
    FUNCTIONS(POINTER)
} api;

struct cpdfium_document {
    void *document, *page, *text;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int is_loaded;

static const char *load(const char *path) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) return dlerror();
#define LOOK_UP(name, result, parameters)                                \
    *(void **)&api.name = dlsym(library, #name);                         \
    if (!api.name) return "the library lacks " #name;
    FUNCTIONS(LOOK_UP)
    // An empty list of font folders: text needs no system fonts, and looking for them costs time.
    static const char *no_fonts[] = {NULL};
    library_config config = {.version = 2, .font_paths = no_fonts};
    api.FPDF_InitLibraryWithConfig(&config);
    is_loaded = 1;
    return NULL;
}

const char *cpdfium_load(const char *path) {
    pthread_mutex_lock(&lock);
    const char *problem = is_loaded ? NULL : load(path);
    pthread_mutex_unlock(&lock);
    return problem;
}

cpdfium_document *cpdfium_open(const void *bytes, size_t count, unsigned long *error) {
    *error = CPDFIUM_UNKNOWN;
    if (!is_loaded) return NULL;
    cpdfium_document *document = calloc(1, sizeof *document);
    if (!document) return NULL;
    document->document = api.FPDF_LoadMemDocument64(bytes, count, NULL);
    if (document->document) {
        *error = CPDFIUM_OK;
        return document;
    }
    *error = api.FPDF_GetLastError();
    free(document);
    return NULL;
}

void cpdfium_close(cpdfium_document *document) {
    cpdfium_page_close(document);
    api.FPDF_CloseDocument(document->document);
    free(document);
}

int cpdfium_page_count(cpdfium_document *document) { return api.FPDF_GetPageCount(document->document); }

int cpdfium_page_open(cpdfium_document *document, int index) {
    cpdfium_page_close(document);
    document->page = api.FPDF_LoadPage(document->document, index);
    if (!document->page) return CPDFIUM_PAGE;
    document->text = api.FPDFText_LoadPage(document->page);
    if (document->text) return CPDFIUM_OK;
    cpdfium_page_close(document);
    return CPDFIUM_PAGE;
}

void cpdfium_page_close(cpdfium_document *document) {
    if (document->text) api.FPDFText_ClosePage(document->text);
    if (document->page) api.FPDF_ClosePage(document->page);
    document->text = document->page = NULL;
}

int cpdfium_page_rotation(cpdfium_document *document) { return api.FPDFPage_GetRotation(document->page); }
float cpdfium_page_width(cpdfium_document *document) { return api.FPDF_GetPageWidthF(document->page); }
float cpdfium_page_height(cpdfium_document *document) { return api.FPDF_GetPageHeightF(document->page); }

int cpdfium_char_count(cpdfium_document *document) {
    int count = document->text ? api.FPDFText_CountChars(document->text) : 0;
    return count > 0 ? count : 0;
}

static void read_char(void *text, int index, cpdfium_char *out) {
    double x = 0, y = 0, left = 0, right = 0, bottom = 0, top = 0;
    rectangle loose;
    unsigned red = 0, green = 0, blue = 0, alpha = 255;
    out->scalar = api.FPDFText_GetUnicode(text, index);
    out->generated = api.FPDFText_IsGenerated(text, index) == 1;
    out->hyphen = api.FPDFText_IsHyphen(text, index) == 1;
    out->unmapped = api.FPDFText_HasUnicodeMapError(text, index) == 1;
    out->size = (float)api.FPDFText_GetFontSize(text, index);
    matrix scale;
    if (api.FPDFText_GetMatrix(text, index, &scale)) {
        float height = sqrtf(scale.c * scale.c + scale.d * scale.d);
        if (height > 0) out->size *= height;
    }
    out->angle = api.FPDFText_GetCharAngle(text, index);
    api.FPDFText_GetCharOrigin(text, index, &x, &y);
    int has_box = api.FPDFText_GetCharBox(text, index, &left, &right, &bottom, &top);
    if (api.FPDFText_GetLooseCharBox(text, index, &loose) && loose.right > loose.left && loose.top > loose.bottom) {
        left = loose.left, right = loose.right, bottom = loose.bottom, top = loose.top;
    } else if (!has_box) {
        left = right = x, bottom = top = y;
    }
    out->x = (float)x, out->y = (float)y;
    out->left = (float)left, out->right = (float)right, out->bottom = (float)bottom, out->top = (float)top;
    api.FPDFText_GetFillColor(text, index, &red, &green, &blue, &alpha);
    out->red = (uint8_t)red, out->green = (uint8_t)green, out->blue = (uint8_t)blue, out->alpha = (uint8_t)alpha;
    void *object = api.FPDFText_GetTextObject(text, index);
    int mode = object ? api.FPDFTextObj_GetTextRenderMode(object) : -1;
    out->render_mode = mode < 0 ? 255 : (uint8_t)mode;
}

int cpdfium_chars(cpdfium_document *document, int start, int count, cpdfium_char *out) {
    int end = cpdfium_char_count(document);
    if (start < 0 || start >= end) return 0;
    if (count > end - start) count = end - start;
    for (int k = 0; k < count; k++) read_char(document->text, start + k, &out[k]);
    return count;
}
