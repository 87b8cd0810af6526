/* The parts of a document beside its text: styles, fonts, page numbers, settings. */
#include "exchange/docx_internal.h"

#include "base/markup.h"
#include "exchange/ooxml_text.h"

enum { PART_BYTES = 1 << 20 };

#define XML_HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define OFFICE   "http://schemas.openxmlformats.org/"
#define WORD     "xmlns:w=\"" OFFICE "wordprocessingml/2006/main\""
#define TYPE     "application/vnd.openxmlformats-officedocument.wordprocessingml."
#define RELATION OFFICE "officeDocument/2006/relationships/"

static const char content_types[] = XML_HEAD
    "<Types xmlns=\"" OFFICE "package/2006/content-types\">"
    "<Default Extension=\"rels\" "
    "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    "<Override PartName=\"/word/document.xml\" ContentType=\"" TYPE
    "document.main+xml\"/>"
    "<Override PartName=\"/word/styles.xml\" ContentType=\"" TYPE "styles+xml\"/>"
    "<Override PartName=\"/word/settings.xml\" ContentType=\"" TYPE "settings+xml\"/>"
    "<Override PartName=\"/word/fontTable.xml\" ContentType=\"" TYPE "fontTable+xml\"/>"
    "<Override PartName=\"/word/footer1.xml\" ContentType=\"" TYPE "footer+xml\"/>"
    "<Override PartName=\"/word/footer2.xml\" ContentType=\"" TYPE "footer+xml\"/>"
    "<Override PartName=\"/docProps/core.xml\" ContentType="
    "\"application/vnd.openxmlformats-package.core-properties+xml\"/>"
    "</Types>";

static const char root_relations[] =
    XML_HEAD "<Relationships xmlns=\"" OFFICE "package/2006/relationships\">"
             "<Relationship Id=\"rId1\" Type=\"" RELATION
             "officeDocument\" Target=\"word/document.xml\"/>"
             "<Relationship Id=\"rId2\" Type=\"" OFFICE
             "package/2006/relationships/metadata/core-properties\" "
             "Target=\"docProps/core.xml\"/></Relationships>";

static const char document_relations[] = XML_HEAD
    "<Relationships xmlns=\"" OFFICE "package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"" RELATION "styles\" Target=\"styles.xml\"/>"
    "<Relationship Id=\"rId2\" Type=\"" RELATION "settings\" Target=\"settings.xml\"/>"
    "<Relationship Id=\"rId3\" Type=\"" RELATION "fontTable\" Target=\"fontTable.xml\"/>"
    "<Relationship Id=\"rId4\" Type=\"" RELATION "footer\" Target=\"footer1.xml\"/>"
    "<Relationship Id=\"rId5\" Type=\"" RELATION
    "footer\" Target=\"footer2.xml\"/></Relationships>";

static const char settings[] =
    XML_HEAD "<w:settings " WORD "><w:zoom w:percent=\"100\"/>"
             "<w:defaultTabStop w:val=\"420\"/><w:evenAndOddHeaders/>"
             "<w:characterSpacingControl w:val=\"compressPunctuation\"/>"
             "<w:compat><w:ulTrailSpace/><w:useFELayout/>"
             "<w:compatSetting w:name=\"compatibilityMode\" "
             "w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/>"
             "</w:compat></w:settings>";

/* What stands in for a font where it is missing: the same letters by their other name,
 * else what the kind and the pitch say. */
#define FONT(name, other, kind)                                                          \
    "<w:font w:name=\"" name "\"><w:altName w:val=\"" other "\"/>"                       \
    "<w:charset w:val=\"86\"/><w:family w:val=\"" kind "\"/></w:font>"

static const char fonts[] = XML_HEAD
    "<w:fonts " WORD ">" FONT("仿宋", "FangSong", "modern") FONT("宋体", "SimSun", "auto")
        FONT("黑体", "SimHei", "modern") FONT("楷体", "KaiTi", "modern")
            FONT("方正小标宋简体", "FZXiaoBiaoSong-B05S",
                 "auto") "<w:font w:name=\"Times New Roman\"><w:charset w:val=\"00\"/>"
                         "<w:family w:val=\"roman\"/><w:pitch "
                         "w:val=\"variable\"/></w:font></w:fonts>";

/* GB/T 9704: the number between two dashes, at the outer side of the page, one character
 * from the margin. */
#define FOOTER(side, indent)                                                             \
    XML_HEAD "<w:ftr " WORD "><w:p><w:pPr><w:pStyle w:val=\"Footer\"/>"                  \
             "<w:ind w:" indent "=\"280\"/><w:jc w:val=\"" side "\"/></w:pPr>"           \
             "<w:r><w:t xml:space=\"preserve\">— </w:t></w:r>"                         \
             "<w:fldSimple w:instr=\" PAGE \"><w:r><w:t>1</w:t></w:r></w:fldSimple>"     \
             "<w:r><w:t xml:space=\"preserve\"> —</w:t></w:r></w:p></w:ftr>"

static const char footer_odd[] = FOOTER("right", "right");
static const char footer_even[] = FOOTER("left", "left");

/* Sizes are in half points: 2号 is 22 pt, 3号 16, 4号 14, 小四 12, 五号 10.5, 小五 9.
 * Latin letters are read well at 12 pt and want no indent; beside them a heading is bold,
 * where Chinese has a font of its own for it. */
#define EXACT       "<w:spacing w:line=\"560\" w:lineRule=\"exact\"/>"
#define INDENT      "<w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/>"
#define LATIN_LINES "<w:spacing w:after=\"100\" w:line=\"310\" w:lineRule=\"atLeast\"/>"
#define FRAME(side)                                                                      \
    "<w:" side " w:val=\"single\" w:sz=\"12\" w:space=\"4\" w:color=\"000000\"/>"
#define FRAMED                                                                           \
    "<w:keepLines/><w:pBdr>" FRAME("top") FRAME("left") FRAME("bottom")                  \
        FRAME("right") "</w:pBdr><w:spacing w:line=\"360\" w:lineRule=\"atLeast\"/>"     \
                       "<w:ind w:left=\"113\" w:right=\"113\"/>"

static const struct style {
    const char *id, *name;
    struct {
        const char *paragraph, *letters;
    } chinese, latin;
    const char *font; /* of Chinese letters */
} styles[] = {
    {"Body",
     "Body Text",
     {EXACT INDENT "<w:jc w:val=\"both\"/>", ""},
     {LATIN_LINES, ""},
     NULL},
    {"Plain", "Plain", {EXACT, ""}, {LATIN_LINES, ""}, NULL},
    {"Centred",
     "Centred",
     {EXACT "<w:jc w:val=\"center\"/>", ""},
     {LATIN_LINES "<w:jc w:val=\"center\"/>", ""},
     NULL},
    {"Right",
     "Right",
     {EXACT "<w:ind w:right=\"640\"/><w:jc w:val=\"right\"/>", ""},
     {LATIN_LINES "<w:ind w:right=\"480\"/><w:jc w:val=\"right\"/>", ""},
     NULL},
    {"Office",
     "Office",
     {"<w:keepNext/><w:spacing w:line=\"600\" w:lineRule=\"atLeast\"/>"
      "<w:jc w:val=\"center\"/>",
      "<w:sz w:val=\"44\"/>"},
     {"<w:keepNext/><w:spacing w:after=\"60\"/><w:jc w:val=\"center\"/>",
      "<w:sz w:val=\"30\"/>"},
     "方正小标宋简体"},
    {"Title",
     "Title",
     {"<w:keepNext/><w:spacing w:after=\"160\" w:line=\"600\" w:lineRule=\"atLeast\"/>"
      "<w:jc w:val=\"center\"/><w:outlineLvl w:val=\"0\"/>",
      "<w:sz w:val=\"44\"/>"},
     {"<w:keepNext/><w:spacing w:after=\"160\"/><w:jc w:val=\"center\"/>"
      "<w:outlineLvl w:val=\"0\"/>",
      "<w:b/><w:sz w:val=\"34\"/>"},
     "方正小标宋简体"},
    {"Number",
     "Number",
     {"<w:keepNext/><w:spacing w:after=\"160\" w:line=\"480\" w:lineRule=\"atLeast\"/>"
      "<w:jc w:val=\"center\"/>",
      ""},
     {"<w:keepNext/><w:spacing w:after=\"160\"/><w:jc w:val=\"center\"/>", ""},
     NULL},
    {"Subtitle",
     "Subtitle",
     {"<w:keepNext/><w:spacing w:after=\"200\" w:line=\"480\" w:lineRule=\"atLeast\"/>"
      "<w:jc w:val=\"center\"/>",
      ""},
     {"<w:keepNext/><w:spacing w:after=\"200\"/><w:jc w:val=\"center\"/>", ""},
     "楷体"},
    {"Heading1",
     "heading 1",
     {"<w:keepNext/>" EXACT INDENT "<w:outlineLvl w:val=\"0\"/>", ""},
     {"<w:keepNext/><w:spacing w:before=\"200\" w:after=\"100\"/>"
      "<w:outlineLvl w:val=\"0\"/>",
      "<w:b/>"},
     "黑体"},
    {"Heading2",
     "heading 2",
     {"<w:keepNext/>" EXACT INDENT "<w:outlineLvl w:val=\"1\"/>", ""},
     {"<w:keepNext/><w:spacing w:before=\"120\" w:after=\"80\"/>"
      "<w:outlineLvl w:val=\"1\"/>",
      "<w:i/>"},
     "楷体"},
    {"Caption",
     "caption",
     {"<w:keepNext/><w:spacing w:before=\"240\" w:after=\"80\" w:line=\"400\" "
      "w:lineRule=\"atLeast\"/><w:outlineLvl w:val=\"0\"/>",
      "<w:sz w:val=\"28\"/>"},
     {"<w:keepNext/><w:spacing w:before=\"240\" w:after=\"100\"/>"
      "<w:outlineLvl w:val=\"0\"/>",
      "<w:b/>"},
     "黑体"},
    {"Note",
     "Note",
     {"<w:spacing w:before=\"60\" w:after=\"60\" w:line=\"360\" w:lineRule=\"atLeast\"/>",
      "<w:sz w:val=\"24\"/>"},
     {"<w:spacing w:before=\"60\" w:after=\"60\"/>", "<w:sz w:val=\"20\"/>"},
     NULL},
    {"Framed",
     "Framed",
     {FRAMED "<w:jc w:val=\"both\"/>", "<w:sz w:val=\"24\"/>"},
     {FRAMED, "<w:sz w:val=\"20\"/>"},
     NULL},
    {"CellForm",
     "Cell of a form",
     {"<w:spacing w:before=\"30\" w:after=\"30\" w:line=\"340\" w:lineRule=\"atLeast\"/>",
      "<w:sz w:val=\"24\"/>"},
     {"<w:spacing w:before=\"40\" w:after=\"40\"/>", "<w:sz w:val=\"20\"/>"},
     NULL},
    {"CellTable",
     "Cell of a table",
     {"<w:spacing w:before=\"20\" w:after=\"20\"/>", "<w:sz w:val=\"21\"/>"},
     {"<w:spacing w:before=\"20\" w:after=\"20\"/>", "<w:sz w:val=\"18\"/>"},
     "宋体"},
    {"CellSmall",
     "Cell of a wide table",
     {"<w:spacing w:before=\"15\" w:after=\"15\"/>", "<w:sz w:val=\"18\"/>"},
     {"<w:spacing w:before=\"15\" w:after=\"15\"/>", "<w:sz w:val=\"16\"/>"},
     "宋体"},
    {"Footer",
     "footer",
     {"<w:spacing w:line=\"240\" w:lineRule=\"auto\"/>", "<w:sz w:val=\"28\"/>"},
     {"<w:spacing w:line=\"240\" w:lineRule=\"auto\"/>", "<w:sz w:val=\"20\"/>"},
     "宋体"},
    {"Gap",
     "Gap",
     {"<w:spacing w:line=\"120\" w:lineRule=\"exact\"/>", "<w:sz w:val=\"2\"/>"},
     {"<w:spacing w:line=\"120\" w:lineRule=\"exact\"/>", "<w:sz w:val=\"2\"/>"},
     NULL},
};

static void write_styles(struct xc_zip_out *zip, bool chinese) {
    struct xc_buffer xml = xc_buffer_make(PART_BYTES);
    xc_buffer_puts(&xml, XML_HEAD
                   "<w:styles " WORD "><w:docDefaults><w:rPrDefault><w:rPr>"
                   "<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" "
                   "w:eastAsia=\"仿宋\" w:cs=\"Times New Roman\"/>"
                   "<w:noProof/>");
    xc_buffer_puts(&xml, chinese ? "<w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/>"
                                 : "<w:sz w:val=\"24\"/><w:szCs w:val=\"24\"/>");
    /* Words of Latin letters are English in both, so that no line breaks within one. */
    xc_buffer_puts(&xml, "<w:lang w:val=\"en-US\" "
                         "w:eastAsia=\"zh-CN\"/></w:rPr></"
                         "w:rPrDefault><w:pPrDefault><w:pPr/></w:pPrDefault>"
                         "</w:docDefaults><w:style w:type=\"paragraph\" "
                         "w:default=\"1\" w:styleId=\"Normal\"><w:name "
                         "w:val=\"Normal\"/><w:pPr><w:widowControl/>"
                         "</w:pPr></w:style>\n");
    for (size_t i = 0; i < sizeof styles / sizeof *styles; i++) {
        const struct style *style = &styles[i];
        xc_buffer_printf(&xml,
                         "<w:style w:type=\"paragraph\" w:styleId=\"%s\"><w:name "
                         "w:val=\"%s\"/><w:basedOn w:val=\"Normal\"/><w:qFormat/>"
                         "<w:pPr>%s</w:pPr><w:rPr>",
                         style->id, style->name,
                         chinese ? style->chinese.paragraph : style->latin.paragraph);
        if (style->font) {
            xc_buffer_printf(&xml, "<w:rFonts w:eastAsia=\"%s\"/>", style->font);
        }
        xc_buffer_printf(&xml, "%s</w:rPr></w:style>\n",
                         chinese ? style->chinese.letters : style->latin.letters);
    }
    xc_buffer_puts(&xml, "</w:styles>");
    xc_zip_out_part(zip, "word/styles.xml");
    xc_zip_out_add(zip, xc_buffer_view(&xml));
    xc_buffer_free(&xml);
}

static void write_title(struct xc_zip_out *zip, struct xc_str title) {
    struct xc_buffer xml = xc_buffer_make(PART_BYTES);
    xc_buffer_puts(&xml, XML_HEAD "<cp:coreProperties xmlns:cp=\"" OFFICE
                                  "package/2006/metadata/core-properties\" "
                                  "xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"
                                  "<dc:title>");
    for (uint32_t character = 1; character != 0;) {
        xc_markup_escape(&xml, xc_ooxml_piece(&title, &character));
        xc_buffer_puts(&xml, character ? " " : "</dc:title></cp:coreProperties>");
    }
    xc_zip_out_part(zip, "docProps/core.xml");
    xc_zip_out_add(zip, xc_buffer_view(&xml));
    xc_buffer_free(&xml);
}

void xc_docx_write_parts(struct xc_zip_out *zip, const struct xc_docx_setup *setup) {
    const struct {
        const char *name, *text;
    } parts[] = {
        {"[Content_Types].xml", content_types},
        {"_rels/.rels", root_relations},
        {"word/_rels/document.xml.rels", document_relations},
        {"word/settings.xml", settings},
        {"word/fontTable.xml", fonts},
        {"word/footer1.xml", footer_odd},
        {"word/footer2.xml", footer_even},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        xc_zip_out_part(zip, parts[i].name);
        xc_zip_out_add(zip, xc_str_from(parts[i].text));
    }
    write_styles(zip, setup->chinese);
    write_title(zip, setup->title);
}
