//! Small files of binary media types, with the bytes that tell programs what they are.

use crate::media::MediaName;
use ::bytes::Bytes;

/// A transparent pixel.
const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0,
    1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 13, b'I', b'D', b'A', b'T',
    0x78, 0x9c, 0x63, 0, 1, 0, 0, 5, 0, 1, 0x0d, 0x0a, 0x2d, 0xb4, 0, 0, 0, 0, b'I', b'E', b'N',
    b'D', 0xae, 0x42, 0x60, 0x82,
];

/// A transparent pixel.
const GIF: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

/// An archive without files: the end-of-directory record alone.
const ZIP: &[u8] =
    b"PK\x05\x06\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00";

/// A document of one empty page. Readers rebuild the cross-reference table, which is left out.
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// A file without content, gzipped.
const GZIP: &[u8] = &[
    0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0,
];

/// A small file of a media type.
pub(crate) fn small(name: &MediaName) -> Bytes {
    Bytes::from_static(match name.essence().as_str() {
        "image/png" => PNG,
        "image/gif" => GIF,
        "image/jpeg" | "image/jpg" => {
            b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
        }
        "image/webp" => b"RIFF\x04\x00\x00\x00WEBP",
        "application/pdf" => PDF,
        "application/gzip" | "application/x-gzip" => GZIP,
        essence if essence == "application/zip" || essence.ends_with("+zip") => ZIP,
        essence if essence.starts_with("application/vnd.openxmlformats") => ZIP,
        _ => b"understudy\n",
    })
}
