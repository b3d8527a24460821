/**
 * In which time zones a number may ring, as far as the number tells. Of a country with several zones every one counts: who is called stands in one of
 * them. Area codes of the North American plan are finer (NANPA's published assignments); a mobile number may have moved away with its owner.
 */
const byAreaCode: Record<string, string> = Object.fromEntries(
  (
    [
      [
        'America/New_York',
        '201 202 203 207 212 215 216 220 223 227 229 234 239 240 248 252 267 272 276 301 302 304 305 315 321 326 329 330 332 336 339 340 347 351 352 363 380 386 401 404 407 410 412 413 419 423 434 440 443 445 448 470 472 475 478 484 508 513 516 517 518 540 551 561 567 570 571 582 585 586 603 607 609 610 614 616 617 624 631 640 645 646 656 667 678 679 680 681 686 689 703 704 706 716 717 718 724 727 728 732 734 740 743 754 757 762 770 771 772 774 781 786 802 803 804 810 813 814 826 828 835 838 839 843 845 848 850 854 856 857 859 860 861 862 863 864 865 878 904 908 910 912 914 917 919 929 930 934 937 941 943 947 948 954 959 973 978 980 984 989',
      ],
      [
        'America/Chicago',
        '205 208 210 214 217 218 224 225 228 251 254 256 262 270 274 281 309 312 314 316 318 319 320 325 331 334 337 346 353 361 364 402 405 409 414 417 430 432 447 464 469 479 501 504 507 512 515 531 534 539 557 563 572 573 580 601 605 608 612 615 618 620 629 630 636 641 651 659 660 662 682 708 712 713 715 726 730 731 737 763 769 773 775 779 785 806 815 816 817 830 832 840 847 870 872 901 903 913 918 920 931 936 938 940 945 952 956 972 975 979 985',
      ],
      ['America/Denver', '303 307 385 406 435 505 575 719 720 801 915 970 983 986'],
      ['America/Phoenix', '480 520 602 623 928'],
      [
        'America/Los_Angeles',
        '206 209 213 253 279 310 323 341 350 360 369 408 415 424 425 442 458 503 509 510 530 541 559 562 564 619 626 628 650 657 661 669 702 707 714 725 747 760 805 818 820 831 858 909 916 925 949 951 971',
      ],
      ['America/Anchorage', '907'],
      ['Pacific/Honolulu', '808'],
      ['America/Halifax', '506 782 902'],
      ['America/St_Johns', '709 879'],
      [
        'America/Toronto',
        '226 249 263 289 343 354 365 367 382 416 418 437 438 450 468 514 519 548 579 581 613 647 705 742 753 807 819 873 905 942',
      ],
      ['America/Winnipeg', '204 431 584'],
      ['America/Regina', '306 474 639'],
      ['America/Edmonton', '368 403 587 780 825'],
      ['America/Vancouver', '236 250 257 604 672 778'],
    ] as const
  ).flatMap(([zone, codes]) => codes.split(' ').map((code) => [code, zone])),
)
/** Two zones run through one area code. */
const between: Record<string, readonly string[]> = {
  208: ['America/Denver', 'America/Los_Angeles'],
  541: ['America/Denver', 'America/Los_Angeles'],
  605: ['America/Chicago', 'America/Denver'],
  701: ['America/Chicago', 'America/Denver'],
  308: ['America/Chicago', 'America/Denver'],
  775: ['America/Denver', 'America/Los_Angeles'],
  850: ['America/New_York', 'America/Chicago'],
  270: ['America/New_York', 'America/Chicago'],
  423: ['America/New_York', 'America/Chicago'],
  219: ['America/New_York', 'America/Chicago'],
  574: ['America/New_York', 'America/Chicago'],
  812: ['America/New_York', 'America/Chicago'],
  906: ['America/New_York', 'America/Chicago'],
}

const byCountry: Record<string, readonly string[]> = Object.fromEntries(
  (
    [
      ['US', 'America/New_York Pacific/Honolulu'],
      ['CA', 'America/St_Johns America/Vancouver'],
      ['MX', 'America/Mexico_City America/Tijuana'],
      ['BR', 'America/Noronha America/Rio_Branco'],
      ['AR', 'America/Argentina/Buenos_Aires'],
      ['CL', 'America/Santiago Pacific/Easter'],
      ['CO', 'America/Bogota'],
      ['PE', 'America/Lima'],
      ['UY', 'America/Montevideo'],
      ['CR', 'America/Costa_Rica'],
      ['JM', 'America/Jamaica'],
      ['DO', 'America/Santo_Domingo'],
      ['PR', 'America/Puerto_Rico'],
      ['GB', 'Europe/London'],
      ['IE', 'Europe/Dublin'],
      ['PT', 'Europe/Lisbon Atlantic/Azores'],
      ['ES', 'Europe/Madrid Atlantic/Canary'],
      ['FR', 'Europe/Paris'],
      ['BE', 'Europe/Brussels'],
      ['NL', 'Europe/Amsterdam'],
      ['LU', 'Europe/Luxembourg'],
      ['DE', 'Europe/Berlin'],
      ['AT', 'Europe/Vienna'],
      ['CH', 'Europe/Zurich'],
      ['LI', 'Europe/Vaduz'],
      ['IT', 'Europe/Rome'],
      ['DK', 'Europe/Copenhagen'],
      ['NO', 'Europe/Oslo'],
      ['SE', 'Europe/Stockholm'],
      ['FI', 'Europe/Helsinki'],
      ['IS', 'Atlantic/Reykjavik'],
      ['EE', 'Europe/Tallinn'],
      ['LV', 'Europe/Riga'],
      ['LT', 'Europe/Vilnius'],
      ['PL', 'Europe/Warsaw'],
      ['CZ', 'Europe/Prague'],
      ['SK', 'Europe/Bratislava'],
      ['HU', 'Europe/Budapest'],
      ['SI', 'Europe/Ljubljana'],
      ['HR', 'Europe/Zagreb'],
      ['RS', 'Europe/Belgrade'],
      ['RO', 'Europe/Bucharest'],
      ['BG', 'Europe/Sofia'],
      ['GR', 'Europe/Athens'],
      ['CY', 'Asia/Nicosia'],
      ['MT', 'Europe/Malta'],
      ['UA', 'Europe/Kyiv'],
      ['TR', 'Europe/Istanbul'],
      ['IL', 'Asia/Jerusalem'],
      ['AE', 'Asia/Dubai'],
      ['SA', 'Asia/Riyadh'],
      ['EG', 'Africa/Cairo'],
      ['MA', 'Africa/Casablanca'],
      ['NG', 'Africa/Lagos'],
      ['KE', 'Africa/Nairobi'],
      ['ZA', 'Africa/Johannesburg'],
      ['IN', 'Asia/Kolkata'],
      ['SG', 'Asia/Singapore'],
      ['MY', 'Asia/Kuala_Lumpur'],
      ['TH', 'Asia/Bangkok'],
      ['VN', 'Asia/Ho_Chi_Minh'],
      ['PH', 'Asia/Manila'],
      ['ID', 'Asia/Jakarta Asia/Jayapura'],
      ['HK', 'Asia/Hong_Kong'],
      ['TW', 'Asia/Taipei'],
      ['CN', 'Asia/Shanghai'],
      ['KR', 'Asia/Seoul'],
      ['JP', 'Asia/Tokyo'],
      ['AU', 'Australia/Sydney Australia/Perth'],
      ['NZ', 'Pacific/Auckland'],
    ] as const
  ).map(([country, zones]) => [country, zones.split(' ')]),
)

/** What the system's own tables say of a country; a getter in some versions of the engine, a method in others, and in no published type yet. */
const byRegion = (country: string): readonly string[] => {
  const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & { getTimeZones?(): string[]; timeZones?: string[] }
  return locale.getTimeZones?.() ?? locale.timeZones ?? []
}

/** Empty when nothing is known of the country's time. */
export const zonesOf = (number: string, country: string): readonly string[] => {
  const area = /^\+1(\d{3})/.exec(number)?.[1]
  if (area) {
    const zones = between[area] ?? (byAreaCode[area] ? [byAreaCode[area]] : undefined)
    if (zones) return zones
  }
  return byCountry[country] ?? byRegion(country)
}
