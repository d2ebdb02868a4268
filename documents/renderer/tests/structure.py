"""Says what a PDF claims and has, as an independent library reads it: one `name: value` a line."""
import sys

import pikepdf

with pikepdf.open(sys.argv[1]) as pdf:
    root = pdf.Root
    with pdf.open_metadata() as xmp:
        for name in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part", "dc:title", "dc:language"):
            print(f"{name}: {xmp.get(name)}")
    print(f"language: {root.Lang}")
    print(f"marked: {root.MarkInfo.Marked}")
    print(f"title shown: {root.ViewerPreferences.DisplayDocTitle}")
    print(f"output intent: {root.OutputIntents[0].S} {'/DestOutputProfile' in root.OutputIntents[0]}")

    kinds, languages = {}, {}

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for kid in node:
                walk(kid)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                kinds[str(node.S)] = kinds.get(str(node.S), 0) + 1
            if "/Lang" in node:
                languages[str(node.Lang)] = languages.get(str(node.Lang), 0) + 1
            if "/K" in node:
                walk(node.K)

    walk(root.StructTreeRoot)
    print("structure:", " ".join(f"{kind}={count}" for kind, count in sorted(kinds.items())))
    # A part has its language as an element of its own, or where it stands in a line.
    for page in pdf.pages:
        for instruction in pikepdf.parse_content_stream(page, "BDC"):
            marked = instruction.operands[1]
            if isinstance(marked, pikepdf.Dictionary) and "/Lang" in marked:
                languages[str(marked.Lang)] = languages.get(str(marked.Lang), 0) + 1
    parts = " ".join(f"{language}={count}" for language, count in sorted(languages.items()))
    print(f"languages of parts: {parts or 'none'}")
    fonts = [font for page in pdf.pages for font in page.Resources.Font.values()]
    embedded = all(any(key in kid.FontDescriptor for key in ("/FontFile2", "/FontFile3")) for font in fonts for kid in font.DescendantFonts)
    print(f"fonts embedded: {embedded}, with unicode: {all('/ToUnicode' in font for font in fonts)}")
    annotations = [annotation for page in pdf.pages for annotation in page.get("/Annots", [])]
    print("annotations:", " ".join(f"{a.Subtype} {a.get('/FT')} F={a.F} Rect={[int(n) for n in a.Rect]}" for a in annotations))
    print("scripts:", any(key in root for key in ("/OpenAction", "/AA")) or "/JavaScript" in root.get("/Names", {}))
    print("certified:", root.Perms.DocMDP.Reference[0].TransformParams.P if "/Perms" in root else None)
