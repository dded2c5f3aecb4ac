#include "CPDFium.h"
#include <dlfcn.h>
#include <pthread.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

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
    F(FPDF_GetFormType, int, (void *))                                                                     \
    F(FPDFPage_Flatten, int, (void *, int))                                                                \
    F(FPDF_GetPageWidthF, float, (void *))                                                                 \
    F(FPDF_GetPageHeightF, float, (void *))                                                                \
    F(FPDF_GetPageBoundingBox, int, (void *, rectangle *))                                                 \
    F(FPDF_PageToDevice, int, (void *, int, int, int, int, int, double, double, int *, int *))              \
    F(FPDF_RenderPageBitmap, void, (void *, void *, int, int, int, int, int, int))                          \
    F(FPDFBitmap_CreateEx, void *, (int, int, int, void *, int))                                           \
    F(FPDFBitmap_FillRect, int, (void *, int, int, int, int, unsigned long))                               \
    F(FPDFBitmap_GetBuffer, void *, (void *))                                                              \
    F(FPDFBitmap_GetStride, int, (void *))                                                                 \
    F(FPDFBitmap_Destroy, void, (void *))                                                                  \
    F(FPDFPage_CountObjects, int, (void *))                                                                \
    F(FPDFPage_GetObject, void *, (void *, int))                                                           \
    F(FPDFPageObj_GetType, int, (void *))                                                                  \
    F(FPDFPageObj_GetBounds, int, (void *, float *, float *, float *, float *))                            \
    F(FPDFPageObj_GetFillColor, int, (void *, unsigned *, unsigned *, unsigned *, unsigned *))             \
    F(FPDFPageObj_GetMatrix, int, (void *, matrix *))                                                      \
    F(FPDFPageObj_SetIsActive, int, (void *, int))                                                         \
    F(FPDFPageObj_CountMarks, int, (void *))                                                               \
    F(FPDFPageObj_GetMark, void *, (void *, unsigned long))                                                \
    F(FPDFPageObjMark_GetName, int, (void *, void *, unsigned long, unsigned long *))                      \
    F(FPDFPageObj_GetClipPath, void *, (void *))                                                           \
    F(FPDFClipPath_CountPaths, int, (void *))                                                              \
    F(FPDFClipPath_CountPathSegments, int, (void *, int))                                                  \
    F(FPDFClipPath_GetPathSegment, void *, (void *, int, int))                                             \
    F(FPDFPathSegment_GetPoint, int, (void *, float *, float *))                                           \
    F(FPDFPath_GetDrawMode, int, (void *, int *, int *))                                                   \
    F(FPDFPath_CountSegments, int, (void *))                                                               \
    F(FPDFFormObj_CountObjects, int, (void *))                                                             \
    F(FPDFFormObj_GetObject, void *, (void *, unsigned long))                                              \
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

// A thing the open page draws, and how its coordinates become the page's.
typedef struct {
    void *handle;
    int index;
    matrix to_page;
} listed;

struct cpdfium_document {
    void *document, *page, *text;
    // In the order of painting, and the same by their handles.
    listed *objects, *by_handle;
    int object_count, object_room;
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
    // What was typed into a form is drawn over the page and is no part of it. Made one, in memory, it is read and looked at
    // like all the rest. Pages know nothing of it until they are loaded anew.
    enum { NO_FORM = 0, FOR_DISPLAY = 0, FLATTENED = 1 };
    if (api.FPDF_GetFormType(document->document) != NO_FORM && api.FPDFPage_Flatten(document->page, FOR_DISPLAY) == FLATTENED) {
        api.FPDF_ClosePage(document->page);
        document->page = api.FPDF_LoadPage(document->document, index);
        if (!document->page) return CPDFIUM_PAGE;
    }
    document->text = api.FPDFText_LoadPage(document->page);
    if (document->text) return CPDFIUM_OK;
    cpdfium_page_close(document);
    return CPDFIUM_PAGE;
}

void cpdfium_page_close(cpdfium_document *document) {
    if (document->text) api.FPDFText_ClosePage(document->text);
    if (document->page) api.FPDF_ClosePage(document->page);
    document->text = document->page = NULL;
    free(document->objects);
    free(document->by_handle);
    document->objects = document->by_handle = NULL;
    document->object_count = document->object_room = 0;
}

float cpdfium_page_width(cpdfium_document *document) { return api.FPDF_GetPageWidthF(document->page); }
float cpdfium_page_height(cpdfium_document *document) { return api.FPDF_GetPageHeightF(document->page); }

int cpdfium_page_box(cpdfium_document *document, float box[4]) {
    rectangle found;
    if (!api.FPDF_GetPageBoundingBox(document->page, &found)) return CPDFIUM_PAGE;
    box[0] = found.left, box[1] = found.bottom, box[2] = found.right, box[3] = found.top;
    return CPDFIUM_OK;
}

int cpdfium_char_count(cpdfium_document *document) {
    int count = document->text ? api.FPDFText_CountChars(document->text) : 0;
    return count > 0 ? count : 0;
}

static int by_handle(const void *one, const void *other) {
    uintptr_t a = (uintptr_t)((const listed *)one)->handle, b = (uintptr_t)((const listed *)other)->handle;
    return (a > b) - (a < b);
}

static int place_of(const cpdfium_document *document, void *object) {
    listed key = {.handle = object};
    if (!object || !document->by_handle) return -1;
    listed *found = bsearch(&key, document->by_handle, (size_t)document->object_count, sizeof key, by_handle);
    return found ? found->index : -1;
}

static void read_char(const cpdfium_document *document, int index, cpdfium_char *out) {
    void *text = document->text;
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
    out->object = place_of(document, object);
}

int cpdfium_chars(cpdfium_document *document, int start, int count, cpdfium_char *out) {
    int end = cpdfium_char_count(document);
    if (start < 0 || start >= end) return 0;
    if (count > end - start) count = end - start;
    for (int k = 0; k < count; k++) read_char(document, start + k, &out[k]);
    return count;
}

// What the page draws.

enum { DEEPEST_FORM = 8 };

static matrix times(matrix a, matrix b) {
    return (matrix){
        a.a * b.a + a.b * b.c, a.a * b.b + a.b * b.d, a.c * b.a + a.d * b.c, a.c * b.b + a.d * b.d,
        a.e * b.a + a.f * b.c + b.e, a.e * b.b + a.f * b.d + b.f};
}

static void list(cpdfium_document *document, void *object, matrix to_page, int limit, int depth) {
    if (!object || document->object_count >= limit) return;
    if (document->object_count == document->object_room) {
        int room = document->object_room ? document->object_room * 2 : 256;
        listed *more = realloc(document->objects, (size_t)room * sizeof *more);
        if (!more) return;
        document->objects = more;
        document->object_room = room;
    }
    document->objects[document->object_count] = (listed){object, document->object_count, to_page};
    document->object_count++;
    matrix own;
    if (api.FPDFPageObj_GetType(object) != CPDFIUM_FORM || depth >= DEEPEST_FORM) return;
    if (!api.FPDFPageObj_GetMatrix(object, &own)) return;
    int count = api.FPDFFormObj_CountObjects(object);
    for (int k = 0; k < count; k++)
        list(document, api.FPDFFormObj_GetObject(object, (unsigned long)k), times(own, to_page), limit, depth + 1);
}

int cpdfium_list_objects(cpdfium_document *document, int limit) {
    if (!document->page) return 0;
    document->object_count = 0;
    int count = api.FPDFPage_CountObjects(document->page);
    for (int k = 0; k < count; k++)
        list(document, api.FPDFPage_GetObject(document->page, k), (matrix){1, 0, 0, 1, 0, 0}, limit, 0);
    free(document->by_handle);
    document->by_handle = malloc((size_t)document->object_count * sizeof(listed) + 1);
    if (!document->by_handle) return 0;
    for (int k = 0; k < document->object_count; k++) document->by_handle[k] = document->objects[k];
    qsort(document->by_handle, (size_t)document->object_count, sizeof(listed), by_handle);
    return document->object_count;
}

static void add_point(matrix m, float x, float y, float box[4]) {
    float u = m.a * x + m.c * y + m.e, v = m.b * x + m.d * y + m.f;
    if (u < box[0]) box[0] = u;
    if (u > box[1]) box[1] = u;
    if (v < box[2]) box[2] = v;
    if (v > box[3]) box[3] = v;
}

static const float nothing[4] = {1e9f, -1e9f, 1e9f, -1e9f};

// The box that all paths of an object's clip have in common; 0 where it has none.
static int clip_box(const listed *one, cpdfium_object *out) {
    void *clip = api.FPDFPageObj_GetClipPath(one->handle);
    int paths = clip ? api.FPDFClipPath_CountPaths(clip) : 0, found = 0;
    float common[4] = {-1e9f, 1e9f, -1e9f, 1e9f};
    for (int path = 0; path < paths && path < 64; path++) {
        float box[4] = {nothing[0], nothing[1], nothing[2], nothing[3]}, x, y;
        int segments = api.FPDFClipPath_CountPathSegments(clip, path);
        for (int k = 0; k < segments && k < 1024; k++) {
            void *segment = api.FPDFClipPath_GetPathSegment(clip, path, k);
            if (segment && api.FPDFPathSegment_GetPoint(segment, &x, &y)) add_point(one->to_page, x, y, box);
        }
        if (segments <= 0) continue;
        found = 1;
        if (box[0] > common[0]) common[0] = box[0];
        if (box[1] < common[1]) common[1] = box[1];
        if (box[2] > common[2]) common[2] = box[2];
        if (box[3] < common[3]) common[3] = box[3];
    }
    out->clip_left = common[0], out->clip_right = common[1], out->clip_bottom = common[2], out->clip_top = common[3];
    return found;
}

static int is_optional(void *object) {
    int count = api.FPDFPageObj_CountMarks(object);
    for (int k = 0; k < count && k < 16; k++) {
        uint16_t name[3] = {0};
        unsigned long length = 0;
        void *mark = api.FPDFPageObj_GetMark(object, (unsigned long)k);
        if (mark && api.FPDFPageObjMark_GetName(mark, name, sizeof name, &length) && name[0] == 'O' && name[1] == 'C' &&
            name[2] == 0)
            return 1;
    }
    return 0;
}

static void read_object(const listed *one, cpdfium_object *out) {
    float left = 0, bottom = 0, right = 0, top = 0, box[4] = {nothing[0], nothing[1], nothing[2], nothing[3]};
    unsigned red = 0, green = 0, blue = 0, alpha = 255;
    int fill = 0, stroke = 0, kind = api.FPDFPageObj_GetType(one->handle);
    if (api.FPDFPageObj_GetBounds(one->handle, &left, &bottom, &right, &top)) {
        add_point(one->to_page, left, bottom, box);
        add_point(one->to_page, right, bottom, box);
        add_point(one->to_page, left, top, box);
        add_point(one->to_page, right, top, box);
    } else {
        box[0] = box[1] = box[2] = box[3] = 0;
    }
    *out = (cpdfium_object){.left = box[0], .right = box[1], .bottom = box[2], .top = box[3], .kind = (uint8_t)kind};
    if (kind == CPDFIUM_PATH && api.FPDFPath_GetDrawMode(one->handle, &fill, &stroke) && fill != 0)
        out->filled = api.FPDFPath_CountSegments(one->handle) <= 5 ? 1 : 2;
    api.FPDFPageObj_GetFillColor(one->handle, &red, &green, &blue, &alpha);
    out->red = (uint8_t)red, out->green = (uint8_t)green, out->blue = (uint8_t)blue, out->alpha = (uint8_t)alpha;
    if (kind == CPDFIUM_TEXT) {
        out->optional = (uint8_t)is_optional(one->handle);
        out->clipped = (uint8_t)clip_box(one, out);
    }
}

int cpdfium_objects(cpdfium_document *document, int count, cpdfium_object *out) {
    if (count > document->object_count) count = document->object_count;
    for (int k = 0; k < count; k++) read_object(&document->objects[k], &out[k]);
    return count;
}

// Pictures of the page.

enum { BITMAP_GRAY = 1, BITMAP_BGRX = 3 };

static void *paint(cpdfium_document *document, int width, int height, int format) {
    void *bitmap = api.FPDFBitmap_CreateEx(width, height, format, NULL, 0);
    if (!bitmap) return NULL;
    api.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF);
    api.FPDF_RenderPageBitmap(bitmap, document->page, 0, 0, width, height, 0, 0);
    return bitmap;
}

static void show(cpdfium_document *document, const uint8_t *chosen, int count, int is_shown) {
    for (int k = 0; k < count && k < document->object_count; k++)
        if (chosen[k]) api.FPDFPageObj_SetIsActive(document->objects[k].handle, is_shown);
}

int cpdfium_ink(cpdfium_document *document, const uint8_t *chosen, int count, int width, int height, uint8_t *out) {
    void *with = paint(document, width, height, BITMAP_BGRX);
    show(document, chosen, count, 0);
    void *without = with ? paint(document, width, height, BITMAP_BGRX) : NULL;
    show(document, chosen, count, 1);
    for (int y = 0; without && y < height; y++) {
        const uint8_t *a = (uint8_t *)api.FPDFBitmap_GetBuffer(with) + (size_t)y * api.FPDFBitmap_GetStride(with);
        const uint8_t *b = (uint8_t *)api.FPDFBitmap_GetBuffer(without) + (size_t)y * api.FPDFBitmap_GetStride(without);
        for (int x = 0; x < width; x++, a += 4, b += 4) {
            int most = 0;
            for (int k = 0; k < 3; k++) {
                int change = a[k] > b[k] ? a[k] - b[k] : b[k] - a[k];
                if (change > most) most = change;
            }
            out[(size_t)y * width + x] = (uint8_t)most;
        }
    }
    if (with) api.FPDFBitmap_Destroy(with);
    if (without) api.FPDFBitmap_Destroy(without);
    return without ? CPDFIUM_OK : CPDFIUM_PAGE;
}

void cpdfium_pixel(cpdfium_document *document, int width, int height, float x, float y, int *column, int *row) {
    *column = *row = -1;
    api.FPDF_PageToDevice(document->page, 0, 0, width, height, 0, x, y, column, row);
}

int cpdfium_paint(cpdfium_document *document, int width, int height, uint8_t *out) {
    void *bitmap = paint(document, width, height, BITMAP_GRAY);
    if (!bitmap) return CPDFIUM_PAGE;
    const uint8_t *pixels = api.FPDFBitmap_GetBuffer(bitmap);
    size_t stride = (size_t)api.FPDFBitmap_GetStride(bitmap);
    for (int y = 0; y < height; y++) memcpy(out + (size_t)y * width, pixels + y * stride, (size_t)width);
    api.FPDFBitmap_Destroy(bitmap);
    return CPDFIUM_OK;
}
