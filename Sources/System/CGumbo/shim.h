#pragma once
#include <gumbo.h>

// The default options are a global that Swift's concurrency checks refuse: these two read it here.

static inline GumboOutput *hunter_gumbo_parse(const char *bytes, size_t count) {
    return gumbo_parse_with_options(&kGumboDefaultOptions, bytes, count);
}

static inline void hunter_gumbo_free(GumboOutput *output) {
    gumbo_destroy_output(&kGumboDefaultOptions, output);
}
