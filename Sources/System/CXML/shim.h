#pragma once
#include <libxml/xmlreader.h>
#include <libxml/parser.h>

/* xmlFree is a variable that programs may set; Swift takes no such for safe. */
static inline void hunter_xml_free(void *text) { xmlFree(text); }
