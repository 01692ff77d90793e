"""Documents filled from a case (文书), from templates that an office can edit.

kinds           the kinds of documents, from ``kinds.yaml``
facts           a case as its documents tell it
package         a DOCX file from outside, checked; its texts
sandbox         the template language, nothing but names, loops and conditions
filling         a template filled in
make_templates  makes the shipped templates from ``templates.yaml``
office          an office's own templates
traces          the scan for traces of a complaint
compared        what the scan compares with
models          documents, versions, decisions
clue            the clue that a document belongs to
drafting        draft, return, release: four eyes
forms           what a drafter fills in
words           what is wrong with a file, in words
pages           the pages of a clue's documents
template_pages  the page of the templates
apps            the Django application
urls            addresses
"""
