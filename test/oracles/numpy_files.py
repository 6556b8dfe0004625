"""Writes test/fixtures/numpy-files.json: .npy and .npz files by NumPy itself, as base64, with their values."""

import base64
import io

import numpy as np

import fixture_file

TYPES = ["|b1", "|i1", "|u1", "<i2", ">i2", "<u2", ">u2", "<i4", ">i4", "<u4", ">u4", "<i8", ">i8", "<u8", ">u8",
         "<f2", ">f2", "<f4", ">f4", "<f8", ">f8"]


def saved(array, version=None):
    out = io.BytesIO()
    np.lib.format.write_array(out, array, version=version)
    return base64.b64encode(out.getvalue()).decode()


def file_of(array, version=None):
    return {
        "type": array.dtype.str,
        "shape": list(array.shape),
        "values": [float(v) for v in array.ravel(order="C")],
        "file": saved(array, version),
    }


def main():
    base = np.array([0, 1, 2, 3, 100, 5])
    files = [file_of((base % 2 if t[1] == "b" else base).astype(t)) for t in TYPES]
    cube = np.arange(24, dtype="<f8").reshape(2, 3, 4)
    files += [file_of(np.asfortranarray(cube)), file_of(cube), file_of(np.asfortranarray(cube[0])), file_of(np.array(7.5))]
    files += [file_of(np.zeros((0, 4))), file_of(np.array([-1.5, 1e-8, 65504], dtype="<f2")), file_of(-base.astype(">i8"))]
    files += [file_of(cube, (2, 0)), file_of(cube, (3, 0))]
    packed, plain = io.BytesIO(), io.BytesIO()
    arrays = {"x": cube, "label": np.array([1, 2], dtype="<i4")}
    np.savez_compressed(packed, **arrays)
    np.savez(plain, **arrays)
    fixture_file.write("numpy-files.json", {
        "files": files,
        "packed": base64.b64encode(packed.getvalue()).decode(),
        "plain": base64.b64encode(plain.getvalue()).decode(),
    })


if __name__ == "__main__":
    main()
