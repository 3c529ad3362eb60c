// The data sets that can be fetched: where their archives are, how large, with which sums, and under which licence.

import { inputError } from "../core/errors.js";
import { didYouMean } from "../core/nearest.js";

/** A file of a set as it is given out. */
export interface PublishedFile {
  readonly name: string;
  readonly bytes: number;
  /** Of the whole file, in hexadecimal */
  readonly md5: string;
}

/** A set as its authors give it out. */
export interface PublishedSet {
  readonly title: string;
  /** The folder that the files lie in */
  readonly url: string;
  readonly files: readonly PublishedFile[];
  /** What is taken out of a .tar.gz, by the last part of the path; nothing of files that are used as they are */
  readonly unpacked: readonly string[];
  readonly licence: string;
  /** Who made it, and where the sums are from */
  readonly source: string;
}

const idx = ([trainImages, trainLabels, testImages, testLabels]: readonly (readonly [
  bytes: number,
  md5: string,
])[]): PublishedFile[] =>
  [
    ["train-images-idx3-ubyte.gz", trainImages],
    ["train-labels-idx1-ubyte.gz", trainLabels],
    ["t10k-images-idx3-ubyte.gz", testImages],
    ["t10k-labels-idx1-ubyte.gz", testLabels],
  ].map(([name, [bytes, md5]]) => ({ name, bytes, md5 }) as PublishedFile);

/** By the word that fetches it. */
export const publishedSets: Readonly<Record<string, PublishedSet>> = {
  mnist: {
    title: "MNIST, 70 000 handwritten digits of 28×28 pixels",
    url: "https://ossci-datasets.s3.amazonaws.com/mnist/",
    files: idx([
      [9_912_422, "f68b3c2dcbeaaa9fbdd348bbdeb94873"],
      [28_881, "d53e105ee54ea40749a09fcbcd1e9432"],
      [1_648_877, "9fb629c4189551a2d022fa330f9573f3"],
      [4_542, "ec29112dd5afa0611ce80d1b7f02629c"],
    ]),
    unpacked: [],
    licence: "Creative Commons Attribution-Share Alike 3.0",
    source: "LeCun, Cortes and Burges, http://yann.lecun.com/exdb/mnist/; the sums are torchvision's",
  },
  "fashion-mnist": {
    title: "Fashion-MNIST, 70 000 pieces of clothing of 28×28 pixels",
    url: "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    files: idx([
      [26_421_880, "8d4fb7e6c68d591d4c3dfef9ec88bf0d"],
      [29_515, "25c81989df183df01b3e8a0aad5dffbe"],
      [4_422_102, "bef4ecab320f06d8554ea6380940ec79"],
      [5_148, "bb300cfdad3c16e7a12a480ee83cd310"],
    ]),
    unpacked: [],
    licence: "MIT, Zalando SE",
    source: "Xiao, Rasul and Vollgraf, https://github.com/zalandoresearch/fashion-mnist, which has the sums",
  },
  cifar10: {
    title: "CIFAR-10, 60 000 coloured pictures of 32×32 pixels",
    url: "https://www.cs.toronto.edu/~kriz/",
    files: [{ name: "cifar-10-binary.tar.gz", bytes: 170_052_171, md5: "c32a1d4ab5d03f1284b67883e8d87530" }],
    unpacked: [
      "batches.meta.txt",
      "data_batch_1.bin",
      "data_batch_2.bin",
      "data_batch_3.bin",
      "data_batch_4.bin",
      "data_batch_5.bin",
      "test_batch.bin",
    ],
    licence: "none is stated; its authors ask that their report is cited",
    source: "Krizhevsky, Nair and Hinton, https://www.cs.toronto.edu/~kriz/cifar.html, which has the sum",
  },
  stl10: {
    title: "STL-10, 113 000 coloured pictures of 96×96 pixels, 100 000 of them without labels",
    url: "https://ai.stanford.edu/~acoates/stl10/",
    files: [{ name: "stl10_binary.tar.gz", bytes: 2_640_397_119, md5: "91f7769df0f17e558f3565bffb0c7dfb" }],
    unpacked: [
      "class_names.txt",
      "train_X.bin",
      "train_y.bin",
      "test_X.bin",
      "test_y.bin",
      "unlabeled_X.bin",
    ],
    licence: "none is stated; its pictures are ImageNet's, for research",
    source: "Coates, Lee and Ng, https://cs.stanford.edu/~acoates/stl10/; the sum is torchvision's",
  },
};

/** The set of a name. @throws {InputError} that names the nearest */
export function publishedSet(
  name: string,
  sets: Readonly<Record<string, PublishedSet>> = publishedSets,
): PublishedSet {
  if (Object.hasOwn(sets, name)) return sets[name];
  throw inputError(
    "fetch",
    "<set>",
    "be a set that can be fetched",
    name,
    didYouMean(name, Object.keys(sets)),
  );
}
